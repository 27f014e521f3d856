package mptcp.record.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A connection got another policy. */
@Name("mptcp.Swap")
@Label("Policy swap")
@Description("A connection got another policy")
@Category("Multipath TCP")
@StackTrace(false)
final class SwapEvent extends Event {
    @Label("Connection")
    @Description("host/number, as the shell names it")
    String connection;

    @Label("Kind")
    String kind;

    @Label("Policy")
    @Description("The new one")
    String policy;

    @Label("Detail")
    String detail;
}
