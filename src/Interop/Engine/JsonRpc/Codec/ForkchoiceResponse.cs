using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>The answer of `engine_forkchoiceUpdated`: the status of the head, and the id of a build where one was begun.</summary>
public sealed record ForkchoiceResponse(EnginePayloadStatus Status, Bytes8? PayloadId)
{
    private static readonly byte[][] Names = ["payloadStatus"u8.ToArray(), "payloadId"u8.ToArray()];

    /// <summary>Reads an answer.</summary>
    internal static ForkchoiceResponse Read(ref EngineJson json)
    {
        EnginePayloadStatus? status = null;
        Bytes8? id = null;
        ulong seen = 0;
        for (var which = json.Object() ? json.Next(Names, ref seen) : -1; which >= 0; which = json.Next(Names, ref seen))
        {
            if (which == 0)
            {
                status = EnginePayloadStatus.Read(ref json);
            }
            else if (!json.IsNull)
            {
                id = json.Bytes8();
            }
        }

        json.Require(Names, seen, 1);
        return new ForkchoiceResponse(status!, id);
    }
}
