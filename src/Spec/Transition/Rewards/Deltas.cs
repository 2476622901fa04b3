namespace Consensoor.Spec.Transition.Rewards;

/// <summary>
/// What one component of the rewards adds to and takes from each validator's balance: Gwei by validator index, both as long as the
/// registry.
/// </summary>
public readonly record struct Deltas(Gwei[] Rewards, Gwei[] Penalties)
{
    /// <summary>Zeros for a number of validators.</summary>
    public static Deltas Zero(int count) => new(new Gwei[count], new Gwei[count]);
}
