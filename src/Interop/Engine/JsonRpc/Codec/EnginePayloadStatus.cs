using Consensoor.Messages;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>
/// `PayloadStatusV1` and `V2`: the verdict, the last valid ancestor and the reason where they are given, and whether the payload has what
/// inclusion lists want.
/// </summary>
public sealed record EnginePayloadStatus(
    EngineVerdict Verdict, Hash32? LatestValidHash, string? ValidationError, bool? InclusionListSatisfied)
{
    private static readonly byte[][] Names =
    [
        "status"u8.ToArray(), "latestValidHash"u8.ToArray(), "validationError"u8.ToArray(), "inclusionListSatisfied"u8.ToArray(),
    ];

    /// <summary>Reads a status; INVALID_BLOCK_HASH is an invalid payload of which no ancestor is judged.</summary>
    internal static EnginePayloadStatus Read(ref EngineJson json)
    {
        var (verdict, isBadHash) = (EngineVerdict.Unavailable, false);
        Hash32? latestValidHash = null;
        string? error = null;
        bool? satisfied = null;
        ulong seen = 0;
        for (var which = json.Object() ? json.Next(Names, ref seen) : -1; which >= 0; which = json.Next(Names, ref seen))
        {
            switch (which)
            {
                case 0:
                    isBadHash = json.Is("INVALID_BLOCK_HASH"u8);
                    verdict = VerdictOf(ref json);
                    break;
                case 1 when !json.IsNull:
                    latestValidHash = json.Bytes32();
                    break;
                case 2 when !json.IsNull:
                    error = json.Text();
                    break;
                case 3 when !json.IsNull:
                    satisfied = json.Boolean();
                    break;
            }
        }

        json.Require(Names, seen, 1);
        if (isBadHash)
        {
            return new EnginePayloadStatus(EngineVerdict.Invalid, null, error ?? "the block hash is not that of the payload", null);
        }

        error ??= verdict == EngineVerdict.Invalid ? "it is invalid, for no reason that is given" : null;
        return new EnginePayloadStatus(verdict, latestValidHash, error, satisfied);
    }

    private static EngineVerdict VerdictOf(ref EngineJson json)
    {
        if (json.Is("VALID"u8))
        {
            return EngineVerdict.Valid;
        }

        if (json.Is("SYNCING"u8))
        {
            return EngineVerdict.Syncing;
        }

        if (json.Is("ACCEPTED"u8))
        {
            return EngineVerdict.Accepted;
        }

        if (json.Is("INVALID"u8) || json.Is("INVALID_BLOCK_HASH"u8))
        {
            return EngineVerdict.Invalid;
        }

        json.Fail("is not one of VALID, INVALID, SYNCING, ACCEPTED and INVALID_BLOCK_HASH");
        return EngineVerdict.Unavailable;
    }
}
