namespace Consensoor.Actors.Api;

/// <summary>The node has no head yet; answered with 503.</summary>
public sealed class ChainNotLoadedException() : Exception("the chain is being loaded");
