namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>A point (X / Z, Y / Z) of y^2 = x^3 + b in each lane; infinity is (0, y, 0) for any y but zero.</summary>
internal struct PointV<T>
    where T : unmanaged
{
    internal T X;
    internal T Y;
    internal T Z;
}
