namespace Consensoor.Interop.Gossipsub.Scores;

/// <summary>
/// What the score of a topic is made of: its weight, the messages expected a slot, epochs in which a first delivery is forgotten, and what
/// is expected of the mesh, null where nothing is.
/// </summary>
internal sealed record TopicRate(double Weight, double MessagesPerSlot, double FirstDecayEpochs, MeshRate? Mesh = null);
