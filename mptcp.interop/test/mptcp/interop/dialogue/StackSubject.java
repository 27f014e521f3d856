package mptcp.interop.dialogue;

import java.util.HexFormat;
import java.util.List;
import java.util.ServiceLoader;
import mptcp.socketagent.Requests;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.machine.Setup;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.WireProfile;

/** This stack, as the agent offers it to test tools. */
final class StackSubject implements Subject {
    private final TapLink link;
    private final Machine machine;
    private final Requests requests;

    StackSubject(Topology topology) {
        link = new TapLink(topology.mtu());
        List<LinkAddress> addresses = topology.subject().stream().map(LinkAddress::of).toList();
        StackFactory stacks = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        machine = new Machine(stacks, link, new Setup(WireProfile.LINUX_EXACT, 1, true, addresses));
        requests = new Requests(machine);
        ask("sys sysctl -q -w net.ipv4.tcp_congestion_control=reno"); // a namespace's kernel has no other
    }

    @Override
    public String ask(String request) {
        String answer = requests.answer(request);
        if (answer.startsWith("= ") && (request.startsWith("socket ") || request.startsWith("accept "))) {
            String fd = answer.split(" ")[1];
            for (int option : KernelRequests.BOUNDS) { // as the kernel's
                requests.answer("setsockopt " + fd + " 1 " + option + " 16 " + HexFormat.of().formatHex(KernelRequests.PATIENCE));
            }
        }
        return answer;
    }

    @Override
    public void inject(byte[] packet) {
        link.inject(packet);
        machine.sync(); // as a packet that is written to a device has been processed by the kernel when that returns
    }

    @Override
    public List<Sent> drain() {
        return link.drain();
    }

    @Override
    public void close() {
        machine.close();
    }
}
