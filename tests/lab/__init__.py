"""Real hosts for tests: Debian with systemd and sshd in network, mount, PID and UTS namespaces of their own."""
