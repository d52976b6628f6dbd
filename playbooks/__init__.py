"""Action: plays that change the world as intended, run by ansible-runner, and the inventory as Ansible sees it."""
