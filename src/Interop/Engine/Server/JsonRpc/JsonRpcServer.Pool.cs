using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Server.JsonRpc;

/// <summary>Blobs of the pool, and bodies of payloads.</summary>
internal sealed partial class JsonRpcServer
{
    private const string BodiesByHashName = "engine_getPayloadBodiesByHashV";
    private const string BodiesByRangeName = "engine_getPayloadBodiesByRangeV";
    private const int WithCells = 4;
    private const int LastBodies = 2;

    private async ValueTask<(RpcError?, Write?)> GetBlobs(ReadOnlyMemory<byte> parameters, int version)
    {
        if (ReadBlobs(parameters.Span, version, out var hashes, out var columns) is { } problem)
        {
            return No(RpcError.Params(problem));
        }

        var found = await layer.GetBlobs(new GetBlobs(0, version == 1 ? ForkName.Deneb : ForkName.Fulu, hashes));
        if (found.Error is not null || (version == 2 && found.Blobs.Contains(null)))
        {
            return (null, static writer => writer.WriteNullValue());
        }

        if (version < WithCells)
        {
            return (null, writer => RpcResults.WriteBlobs(writer, found.Blobs, version));
        }

        var cells = found.Blobs.Select(layer.CellsOf).ToList();
        return (null, writer => RpcResults.WriteCells(writer, cells, columns));
    }

    private async ValueTask<(RpcError?, Write?)> GetInclusionList()
    {
        var found = await layer.GetInclusionList();
        return found.Transactions is { } list ? (null, writer => writer.WriteDataListValue(list)) : No(RpcError.Internal(found.Error));
    }

    private static string? ReadBlobs(
        ReadOnlySpan<byte> parameters, int version, out SszList<VersionedHash> hashes, out ColumnSet columns)
    {
        var json = new EngineJson(parameters, "the parameters");
        var isThere = json.Array() && json.Item(0);
        hashes = isThere ? RpcParams.ReadHashes(ref json, Messages.GetBlobs.Most) : [];
        columns = ColumnSet.None;
        if (version == WithCells)
        {
            isThere = json.Item(1);
            columns = isThere ? RpcParams.ReadColumns(ref json) : columns;
        }

        return json.Problem ?? (isThere ? null : "the hashes or the bits are missing");
    }

    private async ValueTask<(RpcError?, Write?)> GetBodiesByHash(ReadOnlyMemory<byte> parameters, int version)
    {
        if (ReadHashes(parameters.Span, out var hashes) is { } problem)
        {
            return No(RpcError.Params(problem));
        }

        if (hashes.Count > EngineClient.MaxBodies)
        {
            return No(RpcError.TooLarge);
        }

        var payloads = await layer.PayloadsOf(hashes);
        return (null, writer => RpcResults.WriteBodies(writer, payloads, version, layer.ForkAt));
    }

    private async ValueTask<(RpcError?, Write?)> GetBodiesByRange(ReadOnlyMemory<byte> parameters, int version)
    {
        if (ReadRange(parameters.Span, out var from, out var count) is { } problem)
        {
            return No(RpcError.Params(problem));
        }

        if (count > EngineClient.MaxBodies)
        {
            return No(RpcError.TooLarge);
        }

        var payloads = await layer.PayloadsFrom(from, (int)count);
        return (null, writer => RpcResults.WriteBodies(writer, payloads, version, layer.ForkAt));
    }

    private static string? ReadHashes(ReadOnlySpan<byte> parameters, out SszList<Hash32> hashes)
    {
        var json = new EngineJson(parameters, "the parameters");
        var isThere = json.Array() && json.Item(0);
        hashes = isThere ? RpcParams.ReadHashes(ref json, MaxHashes) : [];
        return json.Problem ?? (isThere ? null : "the hashes are missing");
    }

    private static string? ReadRange(ReadOnlySpan<byte> parameters, out ulong from, out ulong count)
    {
        var json = new EngineJson(parameters, "the parameters");
        from = json.Array() && json.Item(0) ? json.Quantity() : 0;
        count = json.Problem is null && json.Item(1) ? json.Quantity() : 0;
        return json.Problem ?? (from > 0 && count > 0 ? null : "the number of a block and a count are due, both above 0");
    }
}
