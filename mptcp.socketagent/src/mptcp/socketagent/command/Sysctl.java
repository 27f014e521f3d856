package mptcp.socketagent.command;

import java.util.List;
import java.util.Map;
import mptcp.socketagent.machine.Machine;
import mptcp.api.policy.PolicyKind;

/** {@code sysctl}: reads and writes the machine's values. */
final class Sysctl {
    private static final int FAILED = 1;
    private static final Map<String, PolicyKind> POLICIES = Map.of(
            "net.mptcp.scheduler", PolicyKind.SCHEDULER,
            "net.mptcp.path_manager", PolicyKind.PATH_MANAGER,
            "net.ipv4.tcp_congestion_control", PolicyKind.CONGESTION_CONTROL);

    private final Machine machine;

    Sysctl(Machine machine) {
        this.machine = machine;
    }

    Result run(List<String> words) {
        boolean quiet = words.contains("-q") || words.contains("-qw") || words.contains("-wq");
        boolean valuesOnly = words.contains("-n");
        StringBuilder output = new StringBuilder();
        int status = 0;
        for (String word : words) {
            if (word.startsWith("-")) {
                continue;
            }
            int equals = word.indexOf('=');
            String name = (equals < 0 ? word : word.substring(0, equals)).strip().replace('/', '.');
            if (equals >= 0) {
                String value = word.substring(equals + 1).strip();
                boolean done = write(name, value);
                status = done ? status : FAILED;
                output.append(quiet || !done ? "" : line(name, value, valuesOnly));
            } else {
                String found = read(name, valuesOnly);
                status = found.isEmpty() ? FAILED : status;
                output.append(found);
            }
        }
        return new Result(status, output.toString());
    }

    private boolean write(String name, String value) {
        PolicyKind kind = POLICIES.get(name);
        if (kind != null) {
            return value.equals("default") ? chooseDefault(kind) : machine.choose(kind, value);
        }
        try {
            machine.set(name, value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean chooseDefault(PolicyKind kind) {
        machine.stack().policies().choose(kind, null);
        return true;
    }

    /** The value, or all values below a name that ends before a dot. */
    private String read(String name, boolean valuesOnly) {
        PolicyKind kind = POLICIES.get(name);
        if (kind != null) {
            return line(name, machine.stack().policies().inUse(kind), valuesOnly);
        }
        String value = machine.settings().get(name);
        if (value != null) {
            return line(name, value, valuesOnly);
        }
        StringBuilder below = new StringBuilder();
        machine.settings().all().forEach((each, held) ->
                below.append(each.startsWith(name + ".") ? line(each, held, valuesOnly) : ""));
        return below.toString();
    }

    private static String line(String name, String value, boolean valueOnly) {
        return (valueOnly ? "" : name + " = ") + value + "\n";
    }
}
