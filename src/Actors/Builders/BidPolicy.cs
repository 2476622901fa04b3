using System.Numerics;
using Akka.Configuration;
using Consensoor.Actors.Hosting;
using Consensoor.Messages;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Builders;

/// <summary>
/// What a builder bids (`consensoor.builder`): a value in Gwei, or so many percent of what the payload pays.
/// </summary>
public sealed record BidPolicy(BidPolicyKind Kind, Gwei Value, int Percent)
{
    /// <summary>Does not bid.</summary>
    public static BidPolicy None { get; } = new(BidPolicyKind.Off, 0, 0);

    /// <summary>Bids a value in Gwei in every slot.</summary>
    public static BidPolicy Always(Gwei value) => new(BidPolicyKind.Fixed, value, 0);

    /// <summary>The bid for a payload of a value in wei, in Gwei; 0 for none.</summary>
    public Gwei ValueOf(UInt256 payload) => Kind switch
    {
        BidPolicyKind.Fixed => Value,
        BidPolicyKind.Share => (Gwei)BigInteger.Min((BigInteger)payload * Percent / 100 / Wei.PerGwei, Gwei.MaxValue),
        _ => 0,
    };

    /// <summary>Reads what the operator says; throws ConfigurationException for what is no policy, no amount or no share.</summary>
    public static BidPolicy From(Config consensoor)
    {
        var value = consensoor.GetLong("builder.value");
        return new BidPolicy(
            consensoor.GetString("builder.policy") switch
            {
                "off" => BidPolicyKind.Off,
                "fixed" => BidPolicyKind.Fixed,
                "share" => BidPolicyKind.Share,
                var other => throw new ConfigurationException($"consensoor.builder.policy is '{other}', and must be off, fixed or share"),
            },
            value >= 1 ? (Gwei)value : throw new ConfigurationException("consensoor.builder.value must be at least 1"),
            consensoor.Within("builder.share", 100));
    }
}
