package mptcp.nio;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.Inspector;
import mptcp.api.inspect.Monitor;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.socket.Stack;

/**
 * Keeps what subflows carried after they have ended, so that a connection can be told of whole: at its end, and at any
 * moment before. The stack's events come on the loop, while what ends can still be looked at.
 */
final class Ledger implements Monitor {
    /** A connection, and all subflows it ever had. */
    record Account(ConnectionSnapshot connection, List<SubflowSnapshot> subflows) {}

    private final Inspector inspector;
    private final Consumer<Account> ended;
    /** Of connections that came about and are not over: their subflows that have ended. Loop only. */
    private final Map<Long, List<SubflowSnapshot>> gone = new HashMap<>();

    /** @param ended told on the loop of each connection that was open and is over */
    Ledger(Stack stack, Consumer<Account> ended) {
        this.inspector = stack.inspector();
        this.ended = ended;
        inspector.monitor(this); // as long as the stack is there
    }

    @Override
    public void event(long nowNs, long id, int subflow, String event, String detail) {
        switch (event) {
            case "CREATED" -> gone.put(id, new ArrayList<>()); // of plain TCP, too
            case "SF_CLOSED" -> {
                List<SubflowSnapshot> before = gone.get(id); // null: it is over and was told, or never was a connection
                if (before != null) {
                    inspector.connection(id).ifPresent(c -> c.subflows().stream().filter(s -> s.slot() == subflow)
                            .forEach(before::add));
                }
            }
            case "CLOSED" -> {
                if (gone.containsKey(id)) {
                    inspector.connection(id).map(this::account).ifPresent(ended);
                    gone.remove(id);
                }
            }
            default -> { } // nothing ends by it
        }
    }

    /** As it is now, for the last time; empty if it was never established, or was told of before. Loop only. */
    Optional<Account> last(ConnectionSnapshot c) {
        Optional<Account> account = gone.containsKey(c.id()) ? Optional.of(account(c)) : Optional.empty();
        gone.remove(c.id());
        return account;
    }

    private Account account(ConnectionSnapshot c) {
        List<SubflowSnapshot> all = new ArrayList<>(gone.getOrDefault(c.id(), List.of()));
        all.addAll(c.subflows());
        all.sort(Comparator.comparing(SubflowSnapshot::openedAgoNs).reversed());
        return new Account(c, List.copyOf(all));
    }
}
