namespace Consensoor.Messages;

/// <summary>What is said of the blocks of a key; what is null follows the defaults.</summary>
public sealed record ProposerEntry(ExecutionAddress? FeeRecipient, ulong? GasLimit, string? Graffiti, BuilderConfig? Builders)
{
    /// <summary>Says that nothing is said.</summary>
    public static ProposerEntry None { get; } = new(null, null, null, null);
}
