namespace Consensoor.Actors.LightClients;

/// <summary>What light clients may ask for is newer; published for the event stream of the API.</summary>
public sealed record LightClientAdvanced(LightClientView View, bool HasFinality);
