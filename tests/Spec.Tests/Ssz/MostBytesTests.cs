using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Ssz;

/// <summary>Tests the most bytes that values of a type have, against values with all lists full.</summary>
public class MostBytesTests
{
    private static readonly Gen<SszSchema> Leaves = Gen.OneOf(
        Gen.Int[0, 5].Select(static power => SszSchema.Uint(1 << power)),
        Gen.Const(SszSchema.Boolean),
        Gen.ULong[1, 20].Select(SszSchema.BitVector),
        Gen.ULong[1, 20].Select(SszSchema.BitList));

    private static readonly Gen<SszSchema> Types = Nested(Nested(Leaves));

    [Fact]
    public void AValueWithFullListsHasAsManyBytesAndNoneHasMore() =>
        Types.SelectMany(static type => LiteralGen.Of(type).Select(value => (type, value))).Sample(static (type, value) =>
        {
            Assert.Equal((ulong)LiteralSsz.Serialize(type, Full(type)).Length, type.MostBytes);
            Assert.True((ulong)LiteralSsz.Serialize(type, value).Length <= type.MostBytes);
        }, iter: 500);

    [Fact]
    public void ATypeWithoutABoundHasNone()
    {
        Assert.Equal(ulong.MaxValue, SszSchema.ProgressiveBitList.MostBytes);
        Assert.Equal(ulong.MaxValue, SszSchema.List(SszSchema.ProgressiveList(SszSchema.Boolean), 2).MostBytes);
        Assert.Equal(ulong.MaxValue, SszSchema.List(SszSchema.Uint(8), ulong.MaxValue).MostBytes);
        Assert.Equal(ulong.MaxValue, SszSchema.Container("Two", new SszSchemaField("a", 0, SszSchema.ProgressiveBitList)).MostBytes);
    }

    private static Gen<SszSchema> Nested(Gen<SszSchema> inner) => Gen.OneOf(
        inner,
        Gen.Select(inner, Gen.ULong[1, 5]).Select(SszSchema.Vector),
        Gen.Select(inner, Gen.ULong[1, 5]).Select(SszSchema.List),
        inner.Array[1, 4].Select(static fields =>
            SszSchema.Container("C", [.. fields.Select(static (type, at) => new SszSchemaField($"f{at}", at, type))])));

    private static Literal Full(SszSchema type) => type.Kind switch
    {
        SszKind.Boolean => new Literal([1]),
        SszKind.Uint => new Literal(new byte[type.Limit]),
        SszKind.BitVector or SszKind.BitList => new Literal(Bits: new bool[type.Limit]),
        SszKind.Container => new Literal(Parts: [.. type.Fields.Select(static field => Full(field.Type))]),
        _ => new Literal(Parts: [.. Enumerable.Repeat(Full(type.Element!), (int)type.Limit)]),
    };
}
