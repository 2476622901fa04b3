namespace Consensoor.Actors.Api.Description;

/// <summary>
/// The operations of this program's own, beside the Beacon API: what `/openapi/consensoor.json` says and the server maps.
/// </summary>
internal static class OwnOperations
{
    private const string Html = "text/html; charset=utf-8";
    private const string Prefix = "/consensoor/v1/";

    private static readonly ApiParameter Nodes = new(
        "nodes", "Origins", "Other nodes that the page may ask, as http://HOST:PORT; what is no origin is left out");

    private static readonly ApiAnswer NotModified = ApiAnswer.Empty(304, "The caller has this file, by its ETag");

    public static readonly ApiOperation Page = new("GET", "/", "getPage", "The page that shows the node")
    {
        Parameters = [Nodes],
        Answers = [new(200, "The page", [Html], null, ApiAnswer.Form.Whole), NotModified],
    };

    public static readonly ApiOperation PageFile = new("GET", "/page/{file}", "getPageFile", "A file of the page")
    {
        Parameters = [ApiParameter.InPath("file", "FileName", "Its name"), Nodes],
        Answers =
        [
            new(
                200, "The file",
                [Html, "text/css; charset=utf-8", "text/javascript; charset=utf-8", "image/svg+xml"], null, ApiAnswer.Form.Whole),
            NotModified,
        ],
        Refusals = [404],
    };

    public static readonly ApiOperation Documents = new("GET", "/openapi", "getDocuments", "The documents of what this node serves")
    {
        Answers = [ApiAnswer.List("Document", "Name, title and path of each")],
    };

    public static readonly ApiOperation Document = new("GET", "/openapi/{document}", "getDocument", "A document in OpenAPI 3.1")
    {
        Parameters = [ApiParameter.InPath("document", "FileName", "Its name, as consensoor.json")],
        Answers = [ApiAnswer.Whole("OpenApi", "The document")],
        Refusals = [404],
    };

    public static readonly ApiOperation Overview = Get(
        "overview", "getOverview", "Clock, head, finality, and when what is due in a slot",
        ApiAnswer.Data("Overview", "Where the node stands"));

    public static readonly ApiOperation Tree = Get(
        "tree", "getTree", "The last slots of the fork-choice store", ApiAnswer.Data("Tree", "Blocks by slot, with their weights")) with
    {
        Parameters = [new("slots", "Uint64", "How many slots up to the clock's, 32 unless given, 128 at most")],
        Refusals = [400],
    };

    public static readonly ApiOperation Slots = Get(
        "slots", "getSlots", "What came in the last slots, and when", ApiAnswer.List("Slot", "The slots, the last one last")) with
    {
        Parameters = [new("count", "Uint64", "How many slots, 16 unless given, 64 at most")],
        Refusals = [400],
    };

    public static readonly ApiOperation Actors = Get(
        "actors", "getActors", "The actors with their mailboxes and failures, and the bounded queues among them",
        ApiAnswer.Data("Actors", "Actors by path, and queues"));

    public static readonly ApiOperation Refusals = Get(
        "refusals", "getRefusals", "What was refused, missed, and done wrong on purpose",
        ApiAnswer.Data("Refusals", "The last first, each with the path of its why"));

    public static readonly ApiOperation Storage = Get(
        "storage", "getStorage", "What the data directory holds, by kind", ApiAnswer.Data("Storage", "Files and bytes, as of when"));

    public static readonly ApiOperation Peers = Get(
        "peers", "getPeers", "Peers with their scores, and what the wire counted", ApiAnswer.Data("Peers", "The worst score first"));

    public static readonly ApiOperation HeadWhy = Get(
        "head/why", "getHeadWhy", "Why the head is the head", ApiAnswer.Data("Why", "Each choice of get_head, the last first"));

    public static readonly ApiOperation BlockWhy = Get(
        "blocks/{root}/why", "getBlockWhy", "What became of a block and its payload, and why",
        ApiAnswer.Data("Why", "What is known of the block")) with
    {
        Parameters = [ApiParameter.InPath("root", "Root", "Root of the block")],
        Refusals = [400, 404],
    };

    public static readonly ApiOperation SyncWhy = Get(
        "sync/why", "getSyncWhy", "What sync does, and why no more",
        ApiAnswer.List("SyncPart", "Each part of sync, with what it asked of whom"));

    public static readonly ApiOperation ProposalWhy = Get(
        "proposals/{slot}/why", "getProposalWhy", "What carries the payload of a block that was asked for here, and why",
        ApiAnswer.List("Proposal", "Each block that was asked for in the slot")) with
    {
        Parameters = [ApiParameter.InPath("slot", "Uint64", "Slot of the block")],
        Refusals = [400, 404],
    };

    public static readonly ApiOperation PeerWhy = Get(
        "peers/{peer_id}/why", "getPeerWhy", "What is remembered of a peer, and what its scores are made of",
        ApiAnswer.Data("PeerWhy", "What the parts of the node remember")) with
    {
        Parameters = [ApiParameter.InPath("peer_id", "PeerId", "Id of the peer")],
        Refusals = [400, 404],
    };

    public static readonly ApiOperation DutyWhy = Get(
        "duties/why", "getDutyWhy", "What became of the duties of a slot, and why",
        ApiAnswer.Data("DutyWhy", "The blocks of the slot, and each duty")) with
    {
        Parameters =
        [
            new("slot", "Uint64", "Slot of the duties") { IsRequired = true },
            new("validator_index", "Uint64", "The validator; all of this node unless given"),
        ],
        Refusals = [400, 404],
    };

    public static readonly ApiOperation Startup = Health("startup", "Startup", "Whether chain and record are there");

    public static readonly ApiOperation Live = Health("live", "Live", "Whether the chain follows the clock");

    public static readonly ApiOperation Ready = Health("ready", "Ready", "Whether the node is of use to validators");

    public static readonly ApiOperation GetFaults = Get(
        "faults", "getFaults", "The faults that are done on purpose", ApiAnswer.Data("Faults", "The plan, and what was done of it"));

    public static readonly ApiOperation SetFaults = GetFaults with
    {
        Method = "POST",
        Id = "setFaults",
        Summary = "Sets the faults that are done on purpose, in place of those that were",
        Body = "FaultPlan",
        Refusals = [400, 401, 403],
    };

    public static readonly ApiOperation ClearFaults = GetFaults with
    {
        Method = "DELETE",
        Id = "clearFaults",
        Summary = "Does no more faults on purpose",
        Refusals = [401, 403],
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ApiOperation> All { get; } =
    [
        Page, PageFile, Documents, Document, Overview, Tree, Slots, Actors, Refusals, Storage, Peers, HeadWhy, BlockWhy, SyncWhy,
        ProposalWhy, PeerWhy, DutyWhy, Startup, Live, Ready, GetFaults, SetFaults, ClearFaults,
    ];

    private static ApiOperation Get(string path, string id, string summary, ApiAnswer answer) =>
        new("GET", Prefix + path, id, summary) { Answers = [answer] };

    private static ApiOperation Health(string path, string id, string summary) =>
        Get($"health/{path}", $"get{id}", summary, ApiAnswer.Data("Health", "It does"));
}
