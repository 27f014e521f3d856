package mptcp.socketagent.command;

import java.util.List;
import mptcp.socketagent.machine.Machine;

/**
 * The commands of the system that test scripts call, answered by the stack: {@code sysctl}, {@code ip}, {@code nstat}
 * and {@code ss}. Any thread.
 */
public final class Commands {
    private final Sysctl sysctl;
    private final Ip ip;
    private final Nstat nstat;
    private final Ss ss;

    public Commands(Machine machine) {
        sysctl = new Sysctl(machine);
        ip = new Ip(machine);
        nstat = new Nstat(machine);
        ss = new Ss(machine);
    }

    /** Forgets what commands remember between calls. */
    public void reset() {
        nstat.forget();
    }

    /** Runs a line. What is not known does nothing and succeeds: scripts prepare more than a stack has. */
    public Result run(String line) {
        StringBuilder output = new StringBuilder();
        int status = 0;
        for (CommandLine command : CommandLine.parse(line)) {
            boolean skipped = command.joint().equals(status == 0 ? "||" : "&&");
            if (!skipped) {
                Result result = one(command.words());
                status = result.status();
                output.append(command.quiet() ? "" : result.output());
            }
        }
        return new Result(status, output.toString());
    }

    private Result one(List<String> words) {
        String path = words.getFirst();
        List<String> rest = words.subList(1, words.size());
        return switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "sysctl" -> sysctl.run(rest);
            case "ip" -> ip.run(rest);
            case "nstat" -> nstat.run(rest);
            case "ss" -> ss.run(rest);
            default -> Result.OK;
        };
    }
}
