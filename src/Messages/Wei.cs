namespace Consensoor.Messages;

/// <summary>The unit of the execution layer and of the Beacon API's values.</summary>
public static class Wei
{
    /// <summary>How many are a Gwei.</summary>
    public const ulong PerGwei = 1_000_000_000;
}
