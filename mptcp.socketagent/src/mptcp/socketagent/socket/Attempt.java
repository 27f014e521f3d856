package mptcp.socketagent.socket;

/** What a call tries until it gives a result, which is not null. */
@FunctionalInterface
interface Attempt<T> {
    T make() throws CallException;
}
