package mptcp.testkit;

import mptcp.testkit.wire.TcpOption;

/** An option as a script writes it, with relative numbers and things that are left to be computed. */
@FunctionalInterface
interface OptionSpec {
    /** The option as on the wire; in an expectation some fields may be wild. */
    TcpOption resolve(Scope scope);
}
