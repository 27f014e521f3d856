package mptcp.record.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A subflow was established or ended, went stale or came back, was reset, or changed its priority. */
@Name("mptcp.Subflow")
@Label("Subflow")
@Description("A subflow was established or ended, went stale or came back, was reset, or changed its priority")
@Category("Multipath TCP")
@StackTrace(false)
final class SubflowEvent extends Event {
    @Label("Connection")
    @Description("host/number, as the shell names it")
    String connection;

    @Label("Subflow")
    @Description("Its slot, 0 to 31")
    int subflow;

    @Label("What")
    @Description("The event as ip mptcp monitor and mptcp:monitor name it")
    String what;

    @Label("Detail")
    String detail;
}
