"""What a device says its configuration is, made fit to be kept: complete, without secrets, without what changes alone.

The knowledge of platforms is data (`platforms/*.yaml`); nothing here computes per vendor.
"""
