package dev.troupe.protocol;

/**
 * A pool at one moment, and what it has done since its start.
 *
 * @param instances the local instances it should have
 * @param healthy those that work or wait for work
 * @param busy those of the healthy that work
 * @param restarting those being made, or waiting for their back-off
 * @param failed those given up for a while after too many failures in a row
 * @param remoteInstances instances that other nodes offer
 * @param remoteBusy requests under way on other nodes
 * @param waiting requests in the waiting room
 * @param counts the answers given so far
 */
public record PoolStatus(
        int instances, int healthy, int busy, int restarting, int failed, int remoteInstances, int remoteBusy, int waiting, Counts counts)
        implements
            TroupeMessage {
    /**
     * Answers by type, and replacements.
     *
     * @param completed {@link Completed} and {@link CommandCompleted}
     * @param trapped {@link Trapped}
     * @param timedOut {@link TimedOut}
     * @param rejected {@link Rejected}
     * @param failed {@link Failed}
     * @param nodeLost {@link NodeLost}
     * @param restarts instances made to replace a discarded one
     * @param remote answers that came from other nodes
     */
    public record Counts(
            long completed, long trapped, long timedOut, long rejected, long failed, long nodeLost, long restarts, long remote) {
        /** All answers given. */
        public long answers() {
            return completed + trapped + timedOut + rejected + failed + nodeLost;
        }
    }
}
