using System.Globalization;
using System.Numerics;
using Consensoor.Messages;

namespace Consensoor.Actors.Api;

/// <summary>What a block that was made is worth to its proposer, in wei as text: its payload or the bid for it, and the rest.</summary>
internal sealed record BlockValues(string Payload, string Consensus)
{
    /// <summary>The values of a block.</summary>
    public static BlockValues Of(BlockProduced produced) => new(
        (produced.Payload is { } own ? own.BlockValue : (BigInteger)(produced.BidTotal ?? UInt128.Zero) * Wei.PerGwei)
            .ToString(CultureInfo.InvariantCulture),
        Rest(produced));

    /// <summary>The values of a blinded block.</summary>
    public static BlockValues Of(BlindedBlockProduced produced) =>
        new(((BigInteger)produced.Value).ToString(CultureInfo.InvariantCulture), Rest(produced));

    private static string Rest(IBlockProduced produced) =>
        (new BigInteger(produced.Reward ?? 0) * Wei.PerGwei).ToString(CultureInfo.InvariantCulture);
}
