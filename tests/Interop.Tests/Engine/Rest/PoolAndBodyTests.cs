using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Tests.Engine.JsonRpc;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Xunit;
using Body = Consensoor.Interop.Engine.Rest.Containers.ExecutionPayloadBody;

namespace Consensoor.Interop.Tests.Engine.Rest;

/// <summary>Blobs of the pool and bodies of payloads over REST, in either form: the older one has its lists bare.</summary>
public sealed class PoolAndBodyTests
{
    private static readonly ByteList Blob = ByteList.Create(Enumerable.Repeat((byte)6, KzgSizes.BytesPerBlob).ToArray());
    private static readonly KZGProof Proof = new(Enumerable.Repeat((byte)7, 48).ToArray());
    private static readonly SszList<KZGProof> Proofs = SszList.From(Enumerable.Repeat(Proof, KzgSizes.CellsPerExtBlob));
    private static readonly SszContext Context = Payloads.Spec.Ssz(ForkName.Deneb);
    private static readonly IReadOnlyList<ColumnIndex> Places = ColumnSet.All.ToList();
    private static readonly IReadOnlyList<Hash32> Asked = [Payloads.Hash(1), Payloads.Hash(2)];

    public static TheoryData<int> Forms => [(int)RestForm.Header, (int)RestForm.Path];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task BlobsComeWithTheirProof(int form)
    {
        var response = new BlobsV1Response
        {
            Entries =
            [
                new BlobV1Entry { Available = true, Contents = new BlobV1Contents { Blob = Blob, Proof = Proof } },
                new BlobV1Entry { Contents = BlobV1Contents.Default(Context) },
            ],
        };
        await using var run = await Serve((RestForm)form, "blobs/v1", response.ToSsz(Context));
        var result = await run.Client.GetBlobs((RestForm)form, 1, Asked, RestLimits.Most);
        Assert.Null(result.Failure);
        Assert.Equal((Blob, Proof, null), (result.Value![0]!.Blob, Assert.Single(result.Value[0]!.Proofs), result.Value[1]));
        Assert.Equal(Bare((RestForm)form, [4, 0, 0, 0, .. Asked[0].AsSpan(), .. Asked[1].AsSpan()]), run.Request);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task BlobsComeWithTheProofsOfTheirCells(int form)
    {
        var response = new BlobsV2Response
        {
            Entries =
            [
                new BlobV2Entry { Contents = BlobV2Contents.Default(Context) },
                new BlobV2Entry { Available = true, Contents = new BlobV2Contents { Blob = Blob, Proofs = Proofs } },
            ],
        };
        await using var run = await Serve((RestForm)form, "blobs/v3", response.ToSsz(Context));
        var result = await run.Client.GetBlobs((RestForm)form, 3, Asked, RestLimits.Most);
        Assert.Null(result.Failure);
        Assert.Equal((null, Blob, Proofs), (result.Value![0], result.Value[1]!.Blob, result.Value[1]!.Proofs));
    }

    [Fact]
    public async Task NoContentIsNoBlobs()
    {
        await using var run = await Serve(RestForm.Header, "blobs/v2", null);
        var result = await run.Client.GetBlobs(RestForm.Header, 2, Asked, RestLimits.Most);
        Assert.Equal((null, null), (result.Failure, result.Value));
    }

    [Fact]
    public async Task CellsComeAtTheirColumnsPlaces()
    {
        var (cell, columns) = (ByteList.Create(Enumerable.Repeat((byte)5, KzgSizes.BytesPerCell).ToArray()), ColumnSet.Of([2, 127]));
        var response = new BlobsV4Response
        {
            Entries =
            [
                new BlobV4Entry(),
                new BlobV4Entry
                {
                    Available = true,
                    Contents = new BlobV4Contents
                    {
                        BlobCells = SszList.From(Places.Select(at => columns.Contains(at) ? (SszList<ByteList>)[cell] : [])),
                        Proofs = SszList.From(Places.Select(at => columns.Contains(at) ? (SszList<KZGProof>)[Proof] : [])),
                    },
                },
            ],
        };
        await using var run = await Serve(RestForm.Header, "blobs/v4", response.ToSsz(Context));
        var result = await run.Client.GetBlobCells(RestForm.Header, Asked, columns, RestLimits.Most);
        Assert.Null(result.Failure);
        Assert.Null(result.Value![0]);
        var cells = result.Value[1]!.Of(columns)!.Cells!;
        Assert.Equal([(2UL, (cell, Proof)), (127UL, (cell, Proof))], cells.Select(static one => (one.Key, one.Value)));
        Assert.Null(result.Value[1]!.Of(ColumnSet.Of([2, 3])));

        // 20 bytes before the hashes: their offset, and the bits, the first column's being the lowest of the first byte.
        byte[] bits = [4, .. new byte[14], 128];
        Assert.Equal([20, 0, 0, 0, .. bits, .. Asked[0].AsSpan(), .. Asked[1].AsSpan()], run.Request);
    }

    /// <summary>Execution layers give cells at their columns' places or one after the other.</summary>
    [Fact]
    public void CellsThatComeOneAfterTheOtherAreRead()
    {
        var (cell, columns) = (ByteList.Create([1]), ColumnSet.Of([2, 127]));
        Assert.Equal([2UL, 127UL], new BlobCells([cell, cell], [Proof, Proof]).Of(columns)!.Cells!.Keys);
        Assert.Null(new BlobCells([cell, null], [Proof, Proof]).Of(columns));
        Assert.Null(new BlobCells([cell, cell], [Proof, null]).Of(columns));
        Assert.Null(new BlobCells([cell], [Proof]).Of(columns));
        Assert.Null(new BlobCells([cell, cell, cell], [Proof, Proof, Proof]).Of(columns));
        Assert.Null(new BlobCells([], []).Of(columns));
    }

    [Fact]
    public async Task CellsWithoutTheirProofsAreRefused()
    {
        var none = SszList.From(Places.Select(static _ => (SszList<ByteList>)[]));
        var contents = new BlobV4Contents { BlobCells = none, Proofs = [[Proof]] };
        var response = new BlobsV4Response { Entries = [new BlobV4Entry { Available = true, Contents = contents }, new BlobV4Entry()] };
        await using var run = await Serve(RestForm.Header, "blobs/v4", response.ToSsz(Context));
        var result = await run.Client.GetBlobCells(RestForm.Header, Asked, ColumnSet.Of([1]), RestLimits.Most);
        Assert.Equal(RestFailureKind.BadAnswer, result.Failure!.Kind);
    }

    [Theory]
    [InlineData(1, 128)]
    [InlineData(3, 128)]
    [InlineData(2, 127)]
    [InlineData(2, 0)]
    public async Task BlobsOfAnotherNumberAreRefused(int entries, int proofs)
    {
        var entry = new BlobV2Entry
        {
            Available = true, Contents = new BlobV2Contents { Blob = Blob, Proofs = SszList.From(Proofs.Take(proofs)) },
        };
        var response = new BlobsV2Response { Entries = SszList.From(Enumerable.Repeat(entry, entries)) };
        await using var run = await Serve(RestForm.Header, "blobs/v2", response.ToSsz(Context));
        var result = await run.Client.GetBlobs(RestForm.Header, 2, Asked, RestLimits.Most);
        Assert.Equal(RestFailureKind.BadAnswer, result.Failure!.Kind);
    }

    [Fact]
    public async Task MoreThanIsTakenIsNotAsked()
    {
        await using var run = await Serve(RestForm.Header, "blobs/v1", null);
        var few = RestLimits.Most with { Blobs = 1, Bodies = 1 };
        Assert.Equal(RestFailureKind.NotAsked, (await run.Client.GetBlobs(RestForm.Header, 1, Asked, few)).Failure!.Kind);
        var bodies = await run.Client.GetPayloadBodiesByHash(RestForm.Header, Asked, ForkName.Deneb, few);
        Assert.Equal(RestFailureKind.NotAsked, bodies.Failure!.Kind);
        bodies = await run.Client.GetPayloadBodiesByRange(RestForm.Header, 1, 2, ForkName.Deneb, few);
        Assert.Equal(RestFailureKind.NotAsked, bodies.Failure!.Kind);
        Assert.Null(run.Request);
    }

    [Theory]
    [InlineData(ForkName.Bellatrix)]
    [InlineData(ForkName.Capella)]
    [InlineData(ForkName.Gloas)]
    public async Task BodiesHaveWhatTheirForkHas(ForkName fork)
    {
        var context = Payloads.Spec.Ssz(fork);
        var body = new Body
        {
            Transactions = [ByteList.Create([1, 2]), ByteList.Create([3])],
            Withdrawals = [new Withdrawal { Index = 5 }],
            BlockAccessList = ByteList.Create([9]),
        };
        var response = new BodiesResponse { Entries = [new BodyEntry { Available = true, Body = body }, new BodyEntry()] };
        foreach (var form in (RestForm[])[RestForm.Header, RestForm.Path])
        {
            var place = form == RestForm.Header ? "bodies/hash" : $"{RestForks.NameOf(fork)}/bodies/hash";
            await using var run = await Serve(form, place, response.ToSsz(context));
            var result = await run.Client.GetPayloadBodiesByHash(form, Asked, fork, RestLimits.Most);
            Assert.Null(result.Failure);
            var read = result.Value![0]!;
            Assert.Equal(body.Transactions, read.Transactions);
            Assert.Equal(fork >= ForkName.Capella ? body.Withdrawals : null, read.Withdrawals);
            Assert.Equal(fork >= ForkName.Gloas ? body.BlockAccessList : null, read.BlockAccessList);
            Assert.Null(result.Value[1]);
            Assert.Equal(Bare(form, [4, 0, 0, 0, .. Asked[0].AsSpan(), .. Asked[1].AsSpan()]), run.Request);
        }
    }

    [Fact]
    public async Task BodiesOfARangeMayBeFewer()
    {
        var context = Payloads.Spec.Ssz(ForkName.Deneb);
        var response = new BodiesResponse { Entries = [new BodyEntry(), new BodyEntry()] };
        await using var run = await Serve(RestForm.Header, "bodies", response.ToSsz(context));
        foreach (var (count, isRead) in ((int, bool)[])[(3, true), (2, true), (1, false)])
        {
            var result = await run.Client.GetPayloadBodiesByRange(RestForm.Header, 7, count, ForkName.Deneb, RestLimits.Most);
            Assert.Equal((isRead, isRead ? 2 : null), (result.Failure is null, result.Value?.Count));
            Assert.Equal($"?from=7&count={count}", run.Query);
        }
    }

    private static byte[] Bare(RestForm form, byte[] body) => form == RestForm.Path ? body[4..] : body;

    private static Task<ClientRun> Serve(RestForm form, string place, byte[]? body) => ClientRun.Start(
        (form == RestForm.Header ? "/engine/v1/" : "/engine/v2/") + place, body is null ? null : Bare(form, body));
}
