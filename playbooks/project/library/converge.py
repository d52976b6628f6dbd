#!/usr/bin/python3
"""Make what one command says what is wanted, by another command: for state that Ansible has no module for.

`read` is run; a failure counts as saying nothing. Where its output is not `wanted`, `write` is run with `stdin`, unless
in check mode, and then `read` must say what is wanted. Lines are compared without regard to their order and to the
amount of white space. `secret` keeps both sides out of the diff.
"""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule


def lines(text: str) -> list[str]:
    """The lines of an output, as they are compared."""
    return sorted(" ".join(line.split()) for line in text.splitlines() if line.strip())


def said(module: AnsibleModule) -> list[str]:
    """What the reading command says."""
    try:
        code, output, _complaint = module.run_command(module.params["read"], handle_exceptions=False)
    except OSError:  # in check mode the program may not be there yet
        return []
    return [] if code else lines(output)


def main() -> None:
    """Run the module."""
    words = {"type": "list", "elements": "str"}
    text = {"type": "str", "no_log": False}
    module = AnsibleModule(
        argument_spec={
            "read": {**words, "required": True},
            "wanted": {**words, "required": True},
            "write": {**words, "required": True},
            "stdin": text,
            "secret": {"type": "bool", "default": False, "no_log": False},
        },
        supports_check_mode=True,
    )
    before, wanted = said(module), lines("\n".join(module.params["wanted"]))
    if before == wanted:
        module.exit_json(changed=False)
    hidden = module.params["secret"]
    diff = {"before": "" if hidden else "\n".join([*before, ""]), "after": "" if hidden else "\n".join([*wanted, ""])}
    if not module.check_mode:
        code, output, complaint = module.run_command(module.params["write"], data=module.params["stdin"])
        program = module.params["write"][0]
        if code:
            module.fail_json(msg=f"{program} ended with {code}: {(complaint or output).strip()[-2000:]}", diff=diff)
        after = said(module)
        if after != wanted:
            shown = "something else" if hidden else repr(after)
            module.fail_json(msg=f"{program} succeeded, but there is {shown} where {diff['after']!r} is wanted")
    module.exit_json(changed=True, diff=diff)


if __name__ == "__main__":
    main()
