package dev.troupe.protocol;

/** Every message that may travel between nodes; Akka's serialisation is bound to this interface. */
public interface TroupeMessage {}
