namespace Consensoor.Messages;

/// <summary>
/// The chain is another one than in the last view; published by the chain actor, at least once a slot, but no event of the chain.
/// </summary>
public sealed record ChainViewChanged(ChainView View);

/// <summary>
/// Ask for the present view, once, by who starts later than the chain; answered with <see cref="ChainViewChanged"/> as soon as there is a
/// head.
/// </summary>
public sealed record GetChainView : IChainCommand
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static GetChainView Instance { get; } = new();
}
