using Consensoor.Spec.Crypto;
using Xunit;

namespace Consensoor.Spec.Tests.Crypto;

public class CryptoLanesTests
{
    [Fact]
    public void ASettingNamesAWidthThatTheCpuHas()
    {
        VectorWidth before = CryptoLanes.Width;
        try
        {
            foreach ((string setting, VectorWidth width) in new[]
            {
                ("512", VectorWidth.V512),
                ("256", VectorWidth.V256),
                ("128", VectorWidth.V128),
                ("none", VectorWidth.None)
            })
            {
                Assert.Equal(CryptoLanes.IsSupported(width), CryptoLanes.TryUse(setting));
                Assert.Equal(CryptoLanes.IsSupported(width), CryptoLanes.Width == width);
                Assert.True(CryptoLanes.TryUse("auto"));
                Assert.Equal(CryptoLanes.IsSupported(width), CryptoLanes.Width == width);
            }

            Assert.False(CryptoLanes.TryUse("64"));
            Assert.True(CryptoLanes.IsSupported(CryptoLanes.Widest));
        }
        finally
        {
            Assert.True(CryptoLanes.TryUse(before == VectorWidth.None ? "none" : $"{(int)before}"));
        }
    }
}
