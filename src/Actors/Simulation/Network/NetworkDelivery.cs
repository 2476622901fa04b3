namespace Consensoor.Actors.Simulation.Network;

/// <summary>What an inbox receives: a message of another node, as it was handed to <see cref="SimulatedNetwork.Send"/>.</summary>
public sealed record NetworkDelivery(string From, object Message, int Bytes);
