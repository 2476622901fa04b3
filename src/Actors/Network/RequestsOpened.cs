namespace Consensoor.Actors.Network;

/// <summary>The actor of requests is there: the network actor passes it, the sender, what concerns requests from now on.</summary>
internal sealed record RequestsOpened;
