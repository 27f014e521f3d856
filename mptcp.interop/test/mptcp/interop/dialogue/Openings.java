package mptcp.interop.dialogue;

import java.util.List;
import java.util.Map;

/** How dialogues often begin, by a name; with a round trip that is long beside what the machine takes. */
final class Openings {
    private static final String LISTENS = "socket inet 2049 KIND;bind 3 192.168.0.1 8080;listen 3 5";

    private static final Map<String, String> ALL = Map.of(
            "@server", LISTENS.replace("KIND", "tcp")
                    + ";< S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>;+40;< . 1(0) ack 1 win 500;accept 3",
            "@server-ts", LISTENS.replace("KIND", "tcp")
                    + ";< S 0(0) win 32767 <mss/1012,sok,ts0,nop,ws/7>;+40;< . 1(0) ack 1 win 500 <nop,nop,ts>;accept 3",
            "@server-bare", LISTENS.replace("KIND", "tcp")
                    + ";< S 0(0) win 32767 <mss/1000>;+40;< . 1(0) ack 1 win 32767;accept 3",
            "@client", "socket inet 2049 tcp;connect 3 192.168.10.1 9000;+40;< S. 0(0) ack 1 win 32767 <mss/1000,sok,nop,nop,nop,ws/7>",
            "@client-ts", "socket inet 2049 tcp;connect 3 192.168.10.1 9000;+40;< S. 0(0) ack 1 win 32767 <mss/1012,sok,ts,nop,ws/7>",
            "@mp-server", LISTENS.replace("KIND", "mptcp") + ";< S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>"
                    + ";+40;< . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>;accept 3",
            "@mp-server-up", LISTENS.replace("KIND", "mptcp") + ";< S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>"
                    + ";+40;< . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>;accept 3;< P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1+1+1000>",
            "@mp-client", "socket inet 2049 mptcp;connect 3 192.168.10.1 9000"
                    + ";+40;< S. 0(0) ack 1 win 65535 <mss/1460,sok,ts,nop,ws/7,mpc12>",
            "@mp-client-up", "socket inet 2049 mptcp;connect 3 192.168.10.1 9000"
                    + ";+40;< S. 0(0) ack 1 win 65535 <mss/1460,sok,ts,nop,ws/7,mpc12>;write 3 100"
                    + ";< . 1(0) ack 101 win 512 <nop,nop,ts,dss/a8=101>",
            "@limits", "sys ip mptcp limits set subflows 4 add_addr_accepted 4");

    private Openings() {}

    /** The steps that a line stands for. */
    static List<String> steps(String line) {
        if (!line.startsWith("@")) {
            return List.of(line);
        }
        String steps = ALL.get(line);
        if (steps == null) {
            throw new IllegalArgumentException(line);
        }
        return List.of(steps.split(";"));
    }
}
