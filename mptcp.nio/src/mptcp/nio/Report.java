package mptcp.nio;

import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;

/** A connection in words: {@code --report}. */
final class Report {
    private Report() {}

    /** @param state what is to be said of it beside its bytes */
    static String of(Ledger.Account account, String state) {
        ConnectionSnapshot c = account.connection();
        StringBuilder text = new StringBuilder("mptcp: ").append(c.local()).append(" - ").append(c.remote());
        text.append(c.fallback() ? ", TCP (" + c.fallbackReason() + ")" : ", MPTCP v" + c.mptcpVersion());
        text.append(", sent ").append(c.bytesSent()).append(", received ").append(c.bytesReceived());
        text.append(state);
        for (SubflowSnapshot s : account.subflows()) {
            text.append("\nmptcp:   ").append(s.link()).append(' ').append(s.local()).append(" - ").append(s.remote())
                    .append(", sent ").append(s.bytesAcked()).append(", received ").append(s.bytesReceived());
        }
        return text.toString();
    }
}
