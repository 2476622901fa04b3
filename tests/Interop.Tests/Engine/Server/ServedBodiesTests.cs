using Consensoor.Interop.Engine.Server;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.Server;

public class ServedBodiesTests
{
    private const int Third = (int)(ServedBodies.MostBytes / 3);

    /// <summary>Whatever of a payload's parts without a small bound is large, the oldest payloads go.</summary>
    [Theory]
    [InlineData(Third, 0)]
    [InlineData(0, Third)]
    [InlineData(Third / 2, Third - (Third / 2))]
    public void Payloads_of_more_bytes_than_are_kept_push_the_oldest_out(int transactions, int accessList)
    {
        var bodies = new ServedBodies();
        for (byte number = 1; number <= 4; number++)
        {
            bodies.Keep(new ExecutionPayload
            {
                BlockHash = HashOf(number),
                Transactions = [ByteList.Adopt(new byte[transactions])],
                BlockAccessList = ByteList.Adopt(new byte[accessList]),
            });
        }

        Assert.Equal([false, true, true, true], Enumerable.Range(1, 4).Select(number => bodies.Find(HashOf((byte)number)) is not null));
    }

    private static Hash32 HashOf(byte number)
    {
        var bytes = new byte[32];
        bytes[0] = number;
        return new Hash32(bytes);
    }
}
