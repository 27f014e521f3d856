package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which destinations are the stack's. */
@Timeout(20)
final class NetworkTest {
    /** A program that connects to its own machine, by whichever name, finds what listens in the kernel. */
    @Test
    void theMachinesOwnAddressesStayWithTheKernel() throws Exception {
        List<InetAddress> own = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList();
        assertTrue(own.size() > 0);
        assertEquals(List.of(), own.stream().filter(Ground.Stacks.NETWORK::carries).toList());
        assertTrue(Ground.Stacks.NETWORK.carries(Ground.STACK.serverAddress()));
    }

    /** Sockets that were asked for are of the stack wherever they lead: the kernel may be the peer. */
    @Test
    void factoriesLeaveTheMachineToItself() throws Exception {
        Network asked = new Network(Ground.Stacks.OURS, "refused: ");
        for (InetAddress own : NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList()) {
            boolean reachable = !own.isLoopbackAddress() && own.getAddress().length == 4;
            assertEquals(reachable, asked.carries(own), own::toString);
        }
    }
}
