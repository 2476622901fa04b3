using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>
/// What is said of builders for a key (`BuilderConfig` of the keymanager API): what is null follows the defaults. A least payment in Gwei,
/// a factor in percent (100 takes whatever pays more), and the builders to ask in place of the default ones.
/// </summary>
public sealed record BuilderConfig(ulong? MinBid, ulong? BoostFactor, IReadOnlyList<BuilderEntry>? Builders)
{
    /// <summary>The most builders of a key.</summary>
    public const int MaxBuilders = 64;

    /// <summary>Whether bids of builders are taken at all, from whom ever; null follows the default.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Says that nothing is said.</summary>
    public static BuilderConfig None { get; } = new(null, null, null);

    /// <summary>Compares what is said, builder by builder.</summary>
    public bool Equals(BuilderConfig? other) => other is not null
        && (MinBid, BoostFactor, IsEnabled) == (other.MinBid, other.BoostFactor, other.IsEnabled)
        && (Builders is null ? other.Builders is null : other.Builders is not null && Builders.SequenceEqual(other.Builders));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(MinBid, BoostFactor, IsEnabled, Builders?.Count);
}

/// <summary>
/// A builder that is asked for bids (`BuilderEntry` of the keymanager API), at a URL; amounts in Gwei. What is null follows the key's or
/// the general defaults. Bids of other builders than those named are not taken, of any where none is named.
/// </summary>
public sealed record BuilderEntry(
    string Url,
    ByteList? AuthData,
    IReadOnlyList<BLSPubkey> BuilderPubkeys,
    ulong? MaxExecutionPayment,
    ulong? MinBid,
    ulong? BoostFactor)
{
    /// <summary>The longest URL, in letters.</summary>
    public const int MaxUrl = 2_048;

    /// <summary>The longest `auth_data`, in bytes.</summary>
    public const int MaxAuthData = 4_096;

    /// <summary>The most builders that an entry names.</summary>
    public const int MaxPubkeys = 64;

    /// <summary>What requests are authenticated with: what was agreed, or the host's name.</summary>
    public ByteList Auth => AuthData ?? ByteList.Create(System.Text.Encoding.UTF8.GetBytes(new Uri(Url).Host));

    /// <summary>Compares what is said, key by key.</summary>
    public bool Equals(BuilderEntry? other) => other is not null
        && (Url, AuthData, MaxExecutionPayment, MinBid, BoostFactor)
            == (other.Url, other.AuthData, other.MaxExecutionPayment, other.MinBid, other.BoostFactor)
        && BuilderPubkeys.SequenceEqual(other.BuilderPubkeys);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Url, AuthData, MaxExecutionPayment, MinBid, BoostFactor, BuilderPubkeys.Count);
}
