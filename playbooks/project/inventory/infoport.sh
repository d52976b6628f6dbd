#!/bin/sh
# For `ansible-inventory -i` and `ansible-playbook -i`. INFOPORT_TOKEN limits it to what the token's user may see.
exec infoport playbooks inventory "$@"
