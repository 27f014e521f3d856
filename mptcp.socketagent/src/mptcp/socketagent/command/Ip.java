package mptcp.socketagent.command;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.path.KernelPathManager;
import mptcp.socketagent.socket.Addresses;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;

/** {@code ip address} and {@code ip mptcp}: the addresses of the device and what the path manager does with them. */
final class Ip {
    private static final int FAILED = 2;
    private static final int WRONG_USE = 255;
    /** A word that is no keyword is taken for an address, which it is not. */
    private static final int NO_ADDRESS = 1;
    private static final int MOST_ENDPOINTS = 8;
    private static final int MOST_SUBFLOWS = 8;
    private static final int LAST_ID = 255;

    private final Machine machine;

    Ip(Machine machine) {
        this.machine = machine;
    }

    Result run(List<String> given) {
        LinkedList<String> words = new LinkedList<>(given);
        while (!words.isEmpty() && words.getFirst().startsWith("-")) {
            String option = words.removeFirst();
            if ((option.equals("-n") || option.equals("-netns")) && !words.isEmpty()) {
                words.removeFirst();
            }
        }
        try {
            String object = words.isEmpty() ? "" : words.removeFirst();
            return switch (object) {
                case "a", "addr", "address" -> address(words);
                case "mptcp" -> mptcp(words);
                default -> Result.OK;
            };
        } catch (UnknownWordException e) {
            return Result.failed(NO_ADDRESS);
        } catch (IllegalArgumentException e) {
            return Result.failed(WRONG_USE);
        }
    }

    /** A word that is neither a keyword nor an address. */
    private static final class UnknownWordException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        UnknownWordException(String word) {
            super(word);
        }
    }

    // --- addresses

    private Result address(LinkedList<String> words) {
        String verb = words.isEmpty() ? "show" : words.removeFirst();
        switch (verb) {
            case "add", "replace" -> {
                LinkAddress address = LinkAddress.of(next(words));
                boolean known = has(address.address());
                if (!known) {
                    machine.addAddress(address);
                }
                return known && verb.equals("add") ? Result.failed(FAILED) : Result.OK;
            }
            case "del", "delete" -> {
                LinkAddress address = LinkAddress.of(next(words));
                boolean known = has(address.address());
                if (known) {
                    machine.stack().removeAddress(address.address());
                }
                return known ? Result.OK : Result.failed(FAILED);
            }
            default -> {
                return Result.OK;
            }
        }
    }

    private boolean has(InetAddress address) {
        return machine.stack().addresses().stream().anyMatch(a -> a.address().equals(address));
    }

    private static String next(LinkedList<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a word is missing");
        }
        return words.removeFirst();
    }

    private static int number(LinkedList<String> words) {
        return Integer.parseInt(next(words));
    }

    // --- MPTCP

    private Result mptcp(LinkedList<String> words) {
        String object = words.isEmpty() ? "" : words.removeFirst();
        String verb = words.isEmpty() ? "show" : words.removeFirst();
        synchronized (machine) {
            return switch (object) {
                case "endpoint" -> endpoint(verb, words);
                case "limits", "limit" -> limits(verb, words);
                case "monitor" -> Result.OK;
                default -> throw new IllegalArgumentException(object);
            };
        }
    }

    private Result endpoint(String verb, LinkedList<String> words) {
        List<Endpoint> all = new ArrayList<>(machine.stack().endpoints());
        return switch (verb) {
            case "add" -> add(all, words);
            case "del", "delete" -> delete(all, words);
            case "change" -> change(all, words);
            case "flush" -> {
                machine.limits(Map.of(KernelPathManager.FLUSHES, machine.settings().limit(KernelPathManager.FLUSHES) + 1));
                machine.endpoints(List.of());
                yield Result.OK;
            }
            case "show" -> show(words.isEmpty() ? all : one(selected(all, words)));
            default -> throw new IllegalArgumentException(verb);
        };
    }

    private static List<Endpoint> one(Endpoint endpoint) {
        return endpoint == null ? List.of() : List.of(endpoint);
    }

    /** By its id; 0 stands for the first subflows from the address that follows, which need be no endpoint. */
    private Result delete(List<Endpoint> all, LinkedList<String> words) {
        if (!words.contains("id")) {
            return Result.failed(WRONG_USE);
        }
        boolean zero = words.size() > 1 && words.get(1).equals("0");
        if (words.size() != (zero ? 3 : 2)) {
            return Result.failed(WRONG_USE);
        }
        if (zero) {
            machine.removeFirst(Addresses.text(literal(words.getLast())));
            return Result.OK;
        }
        boolean known = all.remove(selected(all, words));
        machine.endpoints(all);
        return known ? Result.OK : Result.failed(FAILED);
    }

    /** By {@code id N} or by its address; null if there is none. */
    private static Endpoint selected(List<Endpoint> all, LinkedList<String> words) {
        String word = next(words);
        if (word.equals("id")) {
            int id = number(words);
            return all.stream().filter(e -> e.id() == id).findFirst().orElse(null);
        }
        InetAddress address = literal(word);
        return all.stream().filter(e -> e.address().equals(address)).findFirst().orElse(null);
    }

    private static InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new UnknownWordException(text);
        }
    }

    private Result add(List<Endpoint> all, LinkedList<String> words) {
        InetAddress address = literal(next(words));
        int id = 0;
        int port = 0;
        List<String> flags = new ArrayList<>();
        while (!words.isEmpty()) {
            String word = words.removeFirst();
            switch (word) {
                case "dev" -> next(words);
                case "id" -> id = number(words);
                case "port" -> port = number(words);
                case "signal", "subflow", "backup", "fullmesh" -> flags.add(word);
                default -> throw new UnknownWordException(word);
            }
        }
        boolean signal = flags.contains("signal");
        if (port != 0 && !signal || signal && flags.contains("fullmesh") || id < 0 || id > LAST_ID) {
            return Result.failed(WRONG_USE);
        }
        int chosen = id != 0 ? id : freeId(all);
        if (all.size() >= MOST_ENDPOINTS
                || all.stream().anyMatch(e -> e.id() == chosen || e.address().equals(address))) {
            return Result.failed(FAILED);
        }
        all.add(Endpoint.of(chosen, address)
                .withPort(port)
                .withSignal(signal)
                .withSubflow(flags.contains("subflow"))
                .withBackup(flags.contains("backup"))
                .withFullmesh(flags.contains("fullmesh")));
        machine.endpoints(all);
        return Result.OK;
    }

    private static int freeId(List<Endpoint> all) {
        List<Integer> taken = all.stream().map(Endpoint::id).toList();
        int id = 1;
        while (taken.contains(id)) {
            id++;
        }
        return id;
    }

    private Result change(List<Endpoint> all, LinkedList<String> words) {
        Endpoint old = selected(all, words);
        boolean backup = old != null && old.backup();
        boolean fullmesh = old != null && old.fullmesh();
        for (String word : words) {
            switch (word) {
                case "backup", "nobackup" -> backup = word.equals("backup");
                case "fullmesh", "nofullmesh" -> fullmesh = word.equals("fullmesh");
                default -> throw new UnknownWordException(word);
            }
        }
        if (old == null || old.signal() && fullmesh) {
            return Result.failed(FAILED);
        }
        all.set(all.indexOf(old), Endpoint.of(old.id(), old.address())
                .withPort(old.port())
                .withSignal(old.signal())
                .withSubflow(old.subflow())
                .withBackup(backup)
                .withFullmesh(fullmesh));
        machine.endpoints(all);
        return Result.OK;
    }

    private static Result show(List<Endpoint> endpoints) {
        StringBuilder text = new StringBuilder();
        for (Endpoint e : endpoints) {
            text.append(Addresses.text(e.address())).append(' ')
                    .append(e.port() != 0 ? "port " + e.port() + " " : "")
                    .append("id ").append(e.id()).append(' ')
                    .append(e.signal() ? "signal " : "")
                    .append(e.subflow() ? "subflow " : "")
                    .append(e.backup() ? "backup " : "")
                    .append(e.fullmesh() ? "fullmesh " : "")
                    .append('\n');
        }
        return Result.of(text.toString());
    }

    private Result limits(String verb, LinkedList<String> words) {
        if (!verb.equals("set")) {
            return Result.of("add_addr_accepted " + machine.acceptedLimit() + " subflows " + machine.subflowLimit()
                    + " \n");
        }
        Map<String, Integer> limits = new HashMap<>();
        while (!words.isEmpty()) {
            String word = words.removeFirst();
            int value = number(words);
            if (value < 0 || value > MOST_SUBFLOWS) {
                return Result.failed(FAILED);
            }
            limits.put(switch (word) {
                case "subflow", "subflows" -> KernelPathManager.SUBFLOWS;
                case "add_addr_accepted" -> KernelPathManager.ADD_ADDR_ACCEPTED;
                default -> throw new IllegalArgumentException(word);
            }, value);
        }
        machine.limits(limits);
        return Result.OK;
    }
}
