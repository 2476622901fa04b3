using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Ssz;

/// <summary>`==` on sequences compares what is in them, as in the specification.</summary>
public sealed class EqualityTests
{
    [Fact]
    public void SequencesAreEqualWhereTheirElementsAre() =>
        Gen.Byte.Array[0, 40].Select(Gen.Byte.Array[0, 40], Gen.Bool).Sample(static (left, other, isSame) =>
        {
            byte[] right = isSame ? [.. left] : other;
            var expected = left.AsSpan().SequenceEqual(right);
            var (lists, bytes) =
                ((SszList.Create<byte>(left), SszList.Create<byte>(right)), (ByteList.Create(left), ByteList.Create(right)));
            Assert.Equal(expected, lists.Item1 == lists.Item2);
            Assert.Equal(expected, bytes.Item1 == bytes.Item2);
            Assert.NotEqual(expected, lists.Item1 != lists.Item2);
            Assert.NotEqual(expected, bytes.Item1 != bytes.Item2);
        });

    [Fact]
    public void NothingIsEqualToNothingAlone()
    {
        SszList<ulong>? none = null;
        Assert.True(none == null);
        Assert.False(none == SszList<ulong>.Empty);
        Assert.True(SszList<ulong>.Empty != none);
    }
}
