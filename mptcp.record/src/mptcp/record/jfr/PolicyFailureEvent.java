package mptcp.record.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A policy threw, or answered what makes no sense, and was replaced. */
@Name("mptcp.PolicyFailure")
@Label("Policy failure")
@Description("A policy threw, or answered what makes no sense, and was replaced")
@Category("Multipath TCP")
@StackTrace(false)
final class PolicyFailureEvent extends Event {
    @Label("Connection")
    @Description("host/number, as the shell names it")
    String connection;

    @Label("Kind")
    String kind;

    @Label("Policy")
    String policy;

    @Label("Detail")
    String detail;
}
