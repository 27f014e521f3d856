package mptcp.record.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A call into a policy that is slow often took longer than the budget of the host. */
@Name("mptcp.SlowCall")
@Label("Slow call")
@Description("A call into a policy that is slow often took longer than the budget of the host")
@Category("Multipath TCP")
@StackTrace(false)
final class SlowCallEvent extends Event {
    @Label("Connection")
    @Description("host/number, as the shell names it")
    String connection;

    @Label("Kind")
    String kind;

    @Label("Policy")
    String policy;

    @Label("Took")
    @Timespan(Timespan.MICROSECONDS)
    long took;

    @Label("Detail")
    String detail;
}
