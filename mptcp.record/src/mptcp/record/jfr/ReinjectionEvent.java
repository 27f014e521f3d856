package mptcp.record.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Data of one subflow is given to another. */
@Name("mptcp.Reinjection")
@Label("Reinjection")
@Description("Data of one subflow is given to another")
@Category("Multipath TCP")
@StackTrace(false)
final class ReinjectionEvent extends Event {
    @Label("Connection")
    @Description("host/number, as the shell names it")
    String connection;

    @Label("Subflow")
    @Description("That it was given to before; -1: to any")
    int subflow;

    @Label("Bytes")
    @Description("That wait to be sent again")
    @DataAmount
    long bytes;

    @Label("Detail")
    String detail;
}
