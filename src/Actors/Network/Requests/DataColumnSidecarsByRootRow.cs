using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Actors.Network.Requests;

/// <summary>Some columns of each of several blocks (`fulu/p2p-interface.md#datacolumnsidecarsbyroot-v1`).</summary>
internal static class DataColumnSidecarsByRootRow
{
    public static RequestRow Row { get; } = new RequestRow<DataColumnSidecarsByRoot, DataColumnSidecar>(
        "data_column_sidecars_by_root", (ForkName.Fulu, 1))
    {
        Write = static (request, context) =>
        {
            SszList<DataColumnsByRootIdentifier> list = [.. request.Identifiers];
            var ssz = new byte[Identifiers.Length(list, context)];
            Identifiers.Encode(list, ssz, context);
            return ssz;
        },
        Read = static (ssz, context) =>
        {
            var failure = default(SszFailure);
            return Identifiers.TryDecode(ssz, 0, context, out var list, ref failure)
                ? new DataColumnSidecarsByRoot([.. list.AsSpan()])
                : null;
        },
        Limit = static (spec, _, request) =>
            RequestForms.Between((ulong)request.Identifiers.Count, spec.Config.MaxRequestBlocksDeneb, "blocks")
            ?? request.Identifiers
                .Select(identifier => ColumnRequests.BadColumns(spec, identifier.Columns))
                .FirstOrDefault(static why => why is not null),
        Most = static (_, request) => (ulong)request.Identifiers.Sum(static identifier => (long)identifier.Columns.Count),
        SlotOf = ColumnRequests.SlotOf,
        Belongs = static (spec, request) =>
        {
            var left = request.Identifiers
                .SelectMany(static identifier => identifier.Columns.Select(index => (identifier.BlockRoot, index)))
                .ToHashSet();
            return column => left.Remove((ColumnRequests.RootOf(spec, column), column.Index))
                ? null
                : $"column {column.Index} of slot {ColumnRequests.SlotOf(column)} was not asked for, or came before";
        },
        Serve = static (_, request) => new ServePlan(
            request.Identifiers.Select(static identifier => new ServeKey(identifier.BlockRoot, null)
            {
                Columns = ColumnSet.Of(identifier.Columns),
            }),
            static _ => []),
    };

    /// <summary>`List[DataColumnsByRootIdentifier, MAX_REQUEST_BLOCKS_DENEB]`.</summary>
    private static class Identifiers
    {
        public static int Length(SszList<DataColumnsByRootIdentifier> list, SszContext context) =>
            ListCodec<DataColumnsByRootIdentifier, SszTypeCodec<DataColumnsByRootIdentifier>, MaxRequestBlocksDeneb>.Length(list, context);

        public static void Encode(SszList<DataColumnsByRootIdentifier> list, Span<byte> ssz, SszContext context) =>
            ListCodec<DataColumnsByRootIdentifier, SszTypeCodec<DataColumnsByRootIdentifier>, MaxRequestBlocksDeneb>.Encode(
                list, ssz, context);

        public static bool TryDecode(
            ReadOnlySpan<byte> ssz, int at, SszContext context, out SszList<DataColumnsByRootIdentifier> list, ref SszFailure failure) =>
            ListCodec<DataColumnsByRootIdentifier, SszTypeCodec<DataColumnsByRootIdentifier>, MaxRequestBlocksDeneb>.TryDecode(
                ssz, at, context, out list, ref failure);
    }

    private readonly struct MaxRequestBlocksDeneb : ISszLimit
    {
        public static ulong Value(SszContext context) => context.Spec.Config.MaxRequestBlocksDeneb;
    }
}
