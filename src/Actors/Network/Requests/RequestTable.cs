using Consensoor.Messages;

namespace Consensoor.Actors.Network.Requests;

/// <summary>The protocols of the req/resp domain this node speaks (`p2p-interface.md#messages` of every fork), one row each.</summary>
internal static class RequestTable
{
    private static readonly Dictionary<Type, RequestRow> ByQuestion;
    private static readonly Dictionary<string, (RequestRow Row, Consensoor.Spec.Config.ForkName Fork)> ByProtocol;

    static RequestTable()
    {
        ByQuestion = Rows.ToDictionary(static row => row.Question);
        ByProtocol = Rows
            .SelectMany(static row => row.Versions.Select(version => (Id: row.ProtocolId(version.Number), Row: row, version.Since)))
            .ToDictionary(static entry => entry.Id, static entry => (entry.Row, entry.Since), StringComparer.Ordinal);
    }

    /// <summary>Lists every protocol of the req/resp domain that this node speaks.</summary>
    public static IReadOnlyList<RequestRow> Rows { get; } =
    [
        StatusRow.Row,
        GoodbyeRow.Row,
        PingRow.Row,
        MetaDataRow.Row,
        BeaconBlocksByRangeRow.Row,
        BeaconBlocksByRootRow.Row,
        BeaconBlocksByHeadRow.Row,
        ExecutionPayloadEnvelopesByRangeRow.Row,
        ExecutionPayloadEnvelopesByRootRow.Row,
        DataColumnSidecarsByRangeRow.Row,
        DataColumnSidecarsByRootRow.Row,
        BlobSidecarsByRangeRow.Row,
        BlobSidecarsByRootRow.Row,
        InclusionListsByIndicesRow.Row,
        LightClientBootstrapRow.Row,
        LightClientUpdatesByRangeRow.Row,
        LightClientFinalityUpdateRow.Row,
        LightClientOptimisticUpdateRow.Row,
    ];

    /// <summary>Finds the row of a question by its type; null where it has none.</summary>
    public static RequestRow? Of(IPeerRequest request) => ByQuestion.GetValueOrDefault(request.GetType());

    /// <summary>The row of a protocol ID, and the fork whose form its requests have; null where this node does not speak it.</summary>
    public static (RequestRow Row, Consensoor.Spec.Config.ForkName Fork)? Of(string protocol) =>
        ByProtocol.TryGetValue(protocol, out var found) ? found : null;
}
