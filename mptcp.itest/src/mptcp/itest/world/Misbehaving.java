package mptcp.itest.world;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;

/** A policy factory that is as another one, but for one method, of it or of its policies. */
public final class Misbehaving {
    private final PolicyKind kind;
    private final PolicyFactory<?> good;
    private final String method;
    private final Supplier<Object> instead;
    private final AtomicInteger times = new AtomicInteger();

    /** @param instead what the method does; it returns its result, or throws */
    public Misbehaving(PolicyKind kind, PolicyFactory<?> good, String method, Supplier<Object> instead) {
        this.kind = kind;
        this.good = good;
        this.method = method;
        this.instead = instead;
    }

    /** The service interface. */
    public static Class<?> service(PolicyKind kind) {
        return switch (kind) {
            case SCHEDULER -> SchedulerFactory.class;
            case CONGESTION_CONTROL -> CongestionControlFactory.class;
            case RETRANSMIT -> RetransmitPolicyFactory.class;
            case PATH_MANAGER -> PathManagerFactory.class;
        };
    }

    private static Class<?> policy(PolicyKind kind) {
        return switch (kind) {
            case SCHEDULER -> PacketScheduler.class;
            case CONGESTION_CONTROL -> CongestionControl.class;
            case RETRANSMIT -> RetransmitPolicy.class;
            case PATH_MANAGER -> PathManager.class;
        };
    }

    /** How often the method was called. */
    public int times() {
        return times.get();
    }

    /** The service object. */
    public Object factory() {
        return proxy(service(kind), (_, called, args) -> switch (called.getName()) {
            case "name" -> "misbehaving";
            case "create" -> method.equals("create") ? misbehave() : made(good.create((PolicyContext) args[0]));
            default -> called.getName().equals(method) ? misbehave() : pass(called, good, args);
        });
    }

    private Object made(Object policy) {
        return proxy(policy(kind), (_, called, args) ->
                called.getName().equals(method) ? misbehave() : pass(called, policy, args));
    }

    private Object misbehave() {
        times.incrementAndGet();
        return instead.get();
    }

    private static Object pass(Method called, Object target, Object[] args) throws Throwable {
        try {
            return called.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(Misbehaving.class.getClassLoader(), new Class<?>[] {type}, handler);
    }
}
