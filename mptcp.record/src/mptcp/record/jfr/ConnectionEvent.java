package mptcp.record.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A connection opened, was established, fell back or ended; an address was announced or removed. */
@Name("mptcp.Connection")
@Label("Connection")
@Description("A connection opened, was established, fell back or ended; an address was announced or removed")
@Category("Multipath TCP")
@StackTrace(false)
final class ConnectionEvent extends Event {
    @Label("Connection")
    @Description("host/number, as the shell names it")
    String connection;

    @Label("What")
    @Description("The event as ip mptcp monitor and mptcp:monitor name it")
    String what;

    @Label("Detail")
    String detail;
}
