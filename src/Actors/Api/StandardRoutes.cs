namespace Consensoor.Actors.Api;

/// <summary>Lists the operations of the Beacon API, v5.0.0-beta.0, all of which are served here, and those of earlier versions.</summary>
public static class StandardRoutes
{
    // Methods and path of each, sorted by path.
    private const string Text =
        """
        GET /eth/v1/beacon/blinded_blocks/{block_id}
        GET /eth/v1/beacon/blobs/{block_id}
        GET /eth/v1/beacon/blocks/{block_id}/root
        POST /eth/v1/beacon/execution_payload_bids
        POST /eth/v1/beacon/execution_payload_envelopes
        GET /eth/v1/beacon/execution_payload_envelopes/{block_id}
        GET /eth/v1/beacon/genesis
        GET /eth/v1/beacon/headers
        GET /eth/v1/beacon/headers/{block_id}
        GET /eth/v1/beacon/light_client/bootstrap/{block_root}
        GET /eth/v1/beacon/light_client/finality_update
        GET /eth/v1/beacon/light_client/optimistic_update
        GET /eth/v1/beacon/light_client/updates
        GET,POST /eth/v1/beacon/pool/bls_to_execution_changes
        GET,POST /eth/v1/beacon/pool/payload_attestations
        GET,POST /eth/v1/beacon/pool/proposer_slashings
        POST /eth/v1/beacon/pool/sync_committees
        GET,POST /eth/v1/beacon/pool/voluntary_exits
        GET /eth/v1/beacon/proposer_preferences
        POST /eth/v1/beacon/rewards/attestations/{epoch}
        GET /eth/v1/beacon/rewards/blocks/{block_id}
        POST /eth/v1/beacon/rewards/sync_committee/{block_id}
        GET /eth/v1/beacon/states/{state_id}/builder_pending_payments
        GET /eth/v1/beacon/states/{state_id}/builder_pending_withdrawals
        POST /eth/v1/beacon/states/{state_id}/builders
        GET /eth/v1/beacon/states/{state_id}/committees
        GET /eth/v1/beacon/states/{state_id}/finality_checkpoints
        GET /eth/v1/beacon/states/{state_id}/fork
        GET /eth/v1/beacon/states/{state_id}/pending_consolidations
        GET /eth/v1/beacon/states/{state_id}/pending_deposits
        GET /eth/v1/beacon/states/{state_id}/pending_partial_withdrawals
        GET /eth/v1/beacon/states/{state_id}/proposer_lookahead
        GET /eth/v1/beacon/states/{state_id}/ptc
        GET /eth/v1/beacon/states/{state_id}/randao
        GET /eth/v1/beacon/states/{state_id}/root
        GET /eth/v1/beacon/states/{state_id}/sync_committees
        GET,POST /eth/v1/beacon/states/{state_id}/validator_balances
        POST /eth/v1/beacon/states/{state_id}/validator_identities
        GET,POST /eth/v1/beacon/states/{state_id}/validators
        GET /eth/v1/beacon/states/{state_id}/validators/{validator_id}
        GET /eth/v1/config/deposit_contract
        GET /eth/v1/config/fork_schedule
        GET /eth/v1/config/spec
        GET /eth/v1/debug/beacon/data_column_sidecars/{block_id}
        GET /eth/v1/debug/fork_choice
        GET /eth/v1/events
        GET /eth/v1/node/health
        GET /eth/v1/node/identity
        GET /eth/v1/node/peer_count
        GET /eth/v1/node/peers
        GET /eth/v1/node/peers/{peer_id}
        GET /eth/v1/node/syncing
        GET /eth/v1/node/version
        GET /eth/v1/validator/attestation_data
        POST /eth/v1/validator/beacon_committee_selections
        POST /eth/v1/validator/beacon_committee_subscriptions
        POST /eth/v1/validator/builder_preferences
        POST /eth/v1/validator/contribution_and_proofs
        POST /eth/v1/validator/duties/attester/{epoch}
        GET /eth/v1/validator/duties/proposer/{epoch}
        POST /eth/v1/validator/duties/ptc/{epoch}
        POST /eth/v1/validator/duties/sync/{epoch}
        GET /eth/v1/validator/execution_payload_envelopes/{slot}/{beacon_block_root}
        POST /eth/v1/validator/liveness/{epoch}
        GET /eth/v1/validator/payload_attestation_data
        POST /eth/v1/validator/prepare_beacon_proposer
        POST /eth/v1/validator/proposer_preferences
        POST /eth/v1/validator/register_validator
        GET /eth/v1/validator/sync_committee_contribution
        POST /eth/v1/validator/sync_committee_selections
        POST /eth/v1/validator/sync_committee_subscriptions
        POST /eth/v2/beacon/blinded_blocks
        POST /eth/v2/beacon/blocks
        GET /eth/v2/beacon/blocks/{block_id}
        GET /eth/v2/beacon/blocks/{block_id}/attestations
        GET,POST /eth/v2/beacon/pool/attestations
        GET,POST /eth/v2/beacon/pool/attester_slashings
        GET /eth/v2/debug/beacon/heads
        GET /eth/v2/debug/beacon/states/{state_id}
        GET /eth/v2/debug/fork_choice
        GET /eth/v2/node/version
        POST /eth/v2/validator/aggregate_and_proofs
        GET /eth/v2/validator/aggregate_attestation
        GET /eth/v2/validator/duties/proposer/{epoch}
        GET /eth/v3/validator/blocks/{slot}
        POST /eth/v4/validator/blocks/{slot}
        """;

    /// <summary>
    /// Lists operations of earlier versions that tools and validator clients still ask for and that are served here (v2.3.0 to
    /// v5.0.0-alpha.2).
    /// </summary>
    public static IReadOnlyList<(string Method, string Path)> Removed { get; } =
    [
        ("GET", "/eth/v1/beacon/blob_sidecars/{block_id}"),
        ("POST", "/eth/v1/beacon/blinded_blocks"),
        ("POST", "/eth/v1/beacon/blocks"),
        ("GET", "/eth/v1/beacon/deposit_snapshot"),
        ("POST", "/eth/v1/beacon/execution_payload_bid"),
        ("GET", "/eth/v1/beacon/execution_payload_envelope/{block_id}"),
        ("GET", "/eth/v1/beacon/pool/attestations"),
        ("POST", "/eth/v1/beacon/pool/attestations"),
        ("GET", "/eth/v1/beacon/pool/attester_slashings"),
        ("POST", "/eth/v1/beacon/pool/attester_slashings"),
        ("POST", "/eth/v1/validator/aggregate_and_proofs"),
        ("GET", "/eth/v1/validator/aggregate_attestation"),
        ("GET", "/eth/v1/validator/payload_attestation_data/{slot}"),
        ("GET", "/eth/v2/validator/blocks/{slot}"),
        ("GET", "/eth/v4/validator/blocks/{slot}"),
    ];

    /// <summary>
    /// Lists operations of earlier versions that nobody is known to ask for any more, or that a node cannot answer, with what took their
    /// place: they are answered with 410.
    /// </summary>
    public static IReadOnlyList<(string Method, string Path, string Successor)> Gone { get; } =
    [
        ("GET", "/eth/v1/beacon/blocks/{block_id}", "GET /eth/v2/beacon/blocks/{block_id}"),
        ("GET", "/eth/v1/beacon/blocks/{block_id}/attestations", "GET /eth/v2/beacon/blocks/{block_id}/attestations"),
        ("GET", "/eth/v1/builder/states/{state_id}/expected_withdrawals", ""),
        ("GET", "/eth/v1/debug/beacon/heads", "GET /eth/v2/debug/beacon/heads"),
        ("GET", "/eth/v1/debug/beacon/states/{state_id}", "GET /eth/v2/debug/beacon/states/{state_id}"),
        ("GET", "/eth/v1/validator/blinded_blocks/{slot}", "GET /eth/v3/validator/blocks/{slot}"),
        ("GET", "/eth/v1/validator/blocks/{slot}", "GET /eth/v3/validator/blocks/{slot} or POST /eth/v4/validator/blocks/{slot}"),
        ("GET", "/eth/v1/validator/execution_payload_bid/{slot}/{builder_index}", ""),
        ("GET", "/eth/v1/validator/execution_payload_bids/{slot}/{builder_index}", ""),
    ];

    /// <summary>What took the place of an operation that is gone, perhaps nothing; null for one that is not among them.</summary>
    public static string? GoneOf(string method, string path)
    {
        var parts = path.Split('/');
        foreach (var (goneMethod, gonePath, successor) in Gone)
        {
            if (goneMethod == method && RouteTable.Fits(gonePath.Split('/'), parts))
            {
                return successor;
            }
        }

        return null;
    }

    /// <summary>Lists each operation as its method and its path with names in braces, by path.</summary>
    public static IReadOnlyList<(string Method, string Path)> All { get; } =
    [
        .. Text.Split('\n').Select(static line => line.Trim().Split(' ')).SelectMany(static row =>
            row[0].Split(',').Select(method => (method, row[1]))),
    ];
}
