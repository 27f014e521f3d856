package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import mptcp.api.inspect.Monitor;
import mptcp.api.socket.AcceptListener;
import mptcp.api.socket.SocketListener;
import mptcp.testkit.fault.Fault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Listeners of applications and tools that throw, in each of their calls: the connection of a socket listener ends, others
 * only are counted and named; whoever is beside them is unharmed.
 */
class ListenerFaultsTest {
    static Stream<Arguments> faults() {
        return Stream.of(SocketListener.class, AcceptListener.class, Monitor.class).flatMap(type -> Stream.of(Fault.values())
                .map(f -> Arguments.of(type, f)));
    }

    @ParameterizedTest
    @MethodSource
    void faults(Class<?> type, Fault fault) {
        ListenerScene[] made = new ListenerScene[1];
        World w = Scenario.of(ListenerFaultsTest.class, world -> {
            world.listenersMayFail();
            made[0] = new ListenerScene(world, type, fault::commit, type != SocketListener.class);
        }).run(1);
        assertTrue(made[0].calls() > 0, "it was called");
        SimHost at = type == AcceptListener.class ? w.server() : w.client();
        assertTrue(at.counter("MPTcpContainedFaults") > 0);
        assertEquals(0, (type == AcceptListener.class ? w.client() : w.server()).counter("MPTcpContainedFaults"));
        if (type == SocketListener.class) {
            assertEquals(1, made[0].calls(), "not called again");
        }
    }
}
