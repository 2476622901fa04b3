namespace Consensoor.Messages;

/// <summary>
/// What holds for keys of which nothing is said: who gets the fees, the gas limit, the text of graffiti, whether the clients' codes stand
/// before it, and what is said of builders. Nothing in it is null.
/// </summary>
public sealed record ProposerDefaults(
    ExecutionAddress FeeRecipient, ulong GasLimit, string Graffiti, bool HasClientCodes, BuilderTerms Builders)
{
    /// <summary>The defaults of a node that was told nothing.</summary>
    public static ProposerDefaults Usual { get; } = new(default, 60_000_000, "", true, BuilderTerms.Usual);
}
