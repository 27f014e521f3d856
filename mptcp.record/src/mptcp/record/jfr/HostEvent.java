package mptcp.record.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** A host in a few numbers, from time to time. */
@Name("mptcp.Host")
@Label("Host")
@Description("A host in a few numbers, from time to time")
@Category("Multipath TCP")
@Period("1 s")
@StackTrace(false)
final class HostEvent extends Event {
    @Label("Host")
    String host;

    @Label("Connections")
    int connections;

    @Label("Segments sent")
    long segmentsSent;

    @Label("Segments received")
    long segmentsReceived;

    @Label("Segments sent again")
    long segmentsRetransmitted;

    @Label("Reinjections")
    long reinjections;
}
