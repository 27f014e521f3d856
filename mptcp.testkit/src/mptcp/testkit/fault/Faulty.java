package mptcp.testkit.fault;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import mptcp.api.path.PathCommands;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyFactory;

/** A policy factory that is as a good one but for one callback, of its own or of its policies. */
public final class Faulty {
    private static final long TIMER_NS = 20_000_000;

    /** What is done instead of the callback, or before it. */
    @FunctionalInterface
    public interface Misdeed {
        /**
         * @param policy the one that is called, null if it is the factory
         * @param good does what the good one does
         * @return the answer
         */
        Object commit(Method method, Object[] arguments, Good good) throws Throwable;
    }

    /** What would be right. */
    @FunctionalInterface
    public interface Good {
        Object answer() throws Throwable;
    }

    private final Callback at;
    private final PolicyFactory<?> good;
    private final String name;
    private final int nth;
    private final Misdeed misdeed;
    private final AtomicInteger committed = new AtomicInteger();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final List<String> late = new CopyOnWriteArrayList<>();
    private final List<Given> given = new CopyOnWriteArrayList<>();

    /** @param nth the call of each policy that goes wrong, from 1 */
    public Faulty(String name, Callback at, PolicyFactory<?> good, int nth, Misdeed misdeed) {
        this.name = name;
        this.at = at;
        this.good = good;
        this.nth = nth;
        this.misdeed = misdeed;
    }

    /** As {@link Fault#commit}. */
    public static Misdeed throwing(Fault fault) {
        return (method, arguments, good) -> {
            fault.commit();
            return null;
        };
    }

    /** Answers this. */
    public static Misdeed answering(Object answer) {
        return (method, arguments, good) -> answer;
    }

    /** The service object. */
    public PolicyFactory<?> factory() {
        Class<? extends PolicyFactory<?>> type = Callback.service(at.kind());
        AtomicInteger count = new AtomicInteger();
        return Stub.of(type, (method, arguments) -> {
            count(method);
            if (at.ofFactory() && at.is(method) && count.incrementAndGet() >= nth) {
                return commit(method, arguments, () -> of(method, arguments));
            }
            return of(method, arguments);
        });
    }

    private Object of(Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "name" -> name;
            case "create" -> policy(pass(method, good, arguments), (PolicyContext) arguments[0]);
            default -> pass(method, good, arguments);
        };
    }

    private Object policy(Object of, PolicyContext context) {
        int[] count = new int[1];
        boolean[] gone = new boolean[1];
        return Stub.of(Callback.policy(at.kind()), (method, arguments) -> {
            count(method);
            if (gone[0]) {
                late.add(method.getName());
            }
            gone[0] |= method.getName().equals("detach");
            for (Object each : arguments) {
                keep(each, gone);
                if (each instanceof PathCommands c) {
                    c.timer(TIMER_NS); // else nothing asks for one
                }
            }
            if (method.getName().equals("attach")) {
                context.timer(TIMER_NS);
            }
            if (!at.ofFactory() && at.is(method) && ++count[0] == nth) {
                return commit(method, arguments, () -> pass(method, of, arguments));
            }
            return method.getName().equals("watchesSending") ? Boolean.TRUE : pass(method, of, arguments); // so that all comes
        });
    }

    /** What a policy was given, and whether it has gone since. */
    private record Given(Object object, boolean[] gone) {}

    private void keep(Object argument, boolean[] gone) {
        if (isOfStack(argument) && given.stream().noneMatch(g -> g.object == argument)) {
            given.add(new Given(argument, gone));
        }
    }

    /** Whether it is an object of the stack's own. */
    public static boolean isOfStack(Object o) {
        return o != null && o.getClass().getName().startsWith("mptcp.core");
    }

    private void count(Method m) {
        calls.computeIfAbsent(m.getName(), _ -> new AtomicInteger()).incrementAndGet();
    }

    private Object commit(Method method, Object[] arguments, Good instead) throws Throwable {
        committed.incrementAndGet();
        return misdeed.commit(method, arguments, instead);
    }

    private static Object pass(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    public String name() {
        return name;
    }

    /** How often it was done. */
    public int committed() {
        return committed.get();
    }

    /** How often a method was called, of all its policies together. */
    public int calls(String method) {
        AtomicInteger count = calls.get(method);
        return count == null ? 0 : count.get();
    }

    /** Calls of policies after their detach. */
    public List<String> late() {
        return late;
    }

    /** What those of its policies that have gone were given of the stack's own. */
    public List<Object> kept() {
        return given.stream().filter(g -> g.gone[0]).map(Given::object).toList();
    }

    /**
     * Calls everything that an object of the stack has to offer to policies. What it throws is what it answers.
     *
     * @return what it threw, by method
     */
    public static List<String> useAll(Object of) {
        List<String> refused = new ArrayList<>();
        for (Class<?> type : of.getClass().getInterfaces()) {
            if (!type.getName().startsWith("mptcp.api")) {
                continue;
            }
            for (Method m : Stub.methods(type)) {
                try {
                    pass(m, of, arguments(m));
                } catch (Throwable t) {
                    refused.add(m.getName() + ": " + t);
                }
            }
        }
        return refused;
    }

    private static Object[] arguments(Method m) {
        Class<?>[] types = m.getParameterTypes();
        Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            values[i] = types[i] == int.class ? (Object) 0 : types[i] == long.class ? (Object) 1L
                    : types[i] == boolean.class ? (Object) true
                    : types[i] == InetAddress.class ? InetAddress.getLoopbackAddress()
                    : types[i] == InetSocketAddress.class
                    ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 1) : null;
        }
        return values;
    }
}
