// Bessel functions of the first and second kind of orders 0 and 1, and the Airy function Ai.
#include <limits>
#include <numbers>

#include "core/special_functions.h"

namespace chainrule::special {

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// On [0, 8], in t = x^2 / 32 - 1: J0(x), J1(x) / x, Y0(x) - 2/pi log(x) J0(x) and
// (Y1(x) - 2/pi (log(x) J1(x) - 1 / x)) / x, all even and entire (DLMF 10.2.2, 10.8.1).
constexpr Wide kJ0Near[] = {
    0.1577279714748901195638L,   -0.008723442352852221290793L,  0.2651786132033368098671L,
    -0.3700949938726497790334L,  0.1580671023320972612777L,     -0.03489376941140888516317L,
    0.004819180069467604496778L, -0.0004606261662062750475036L, 3.246032882100508e-05,
    -1.7619469077621507e-06,     7.608163592418782e-08,         -2.679253530557673e-09,
    7.848696314479465e-11,       -1.9438346867370164e-12,       4.125320595634374e-14,
    -7.588508125447546e-16,      1.2218515873961411e-17};
constexpr Wide kJ1Near[] = {
    0.08104484632565811510459L,   -0.1489751450676521090634L,     0.1609992623572097025478L,
    -0.08268049176681790659661L,  0.02221363965496603541029L,     -0.003646940600769275957752L,
    0.0004050337728354821833071L, -0.00003255554866857258516808L, 1.9858774049915165e-06,
    -9.521984756750436e-08,       3.687133759097148e-09,          -1.178026622695885e-10,
    3.160154580348003e-12,        -7.221755239651773e-14,         1.4232144003513942e-15,
    -2.4441972916190464e-17,      3.6912682997929334e-19};
constexpr Wide kY0Near[] = {
    -0.03314611320328494165569L,  -0.2744743055297452652878L,   0.1790343140771826629884L,
    0.2615673462550466367958L,    -0.1773020127811435821171L,   0.04719668959576338687455L,
    -0.007287962479552079179405L, 0.0007531135932577742280742L, -5.632079141056987e-05,
    3.206532537654801e-06,        -1.44072332740187e-07,        5.248794787330516e-09,
    -1.5837552541812015e-10,      4.02633081830612e-12,         -8.747341203310769e-14,
    1.6434898714919468e-15,       -2.6977881152566837e-17,      3.9032584173475987e-19};
constexpr Wide kY1Near[] = {
    0.002538013235741781730296L,   -0.01608717304766875017291L,  -0.09591204536083074247243L,
    0.08445197259652345836767L,    -0.02832812394459436555433L,  0.005289897544167113014128L,
    -0.0006414551451326355987351L, 0.0000550598287333874383764L, -3.53808001868935e-06,
    1.7707804556154404e-07,        -7.11055004989928e-09,        2.344337905911516e-10,
    -6.4651518414115946e-12,       1.51429151205002e-13,         -3.0511859694473254e-15,
    5.34668038572867e-17,          -8.224911372021584e-19};

// Beyond 8, in t = 2 (8 / x)^2 - 1: the modulus-phase factors P and x Q of Hankel's expansion
// (Abramowitz & Stegun 9.2.5, 9.2.6) for both orders.
constexpr Wide kP0[] = {
    0.9994603493475186653713L,    -0.0005365220468132117424718L, 0.000003075184787519474621935L,
    -5.170594537606097701043e-8L, 1.630646463515138309475e-9L,   -7.864091377237069999006e-11L,
    5.168262387349192462197e-12L, -4.304578869925391222354e-13L, 4.3265957431549404e-14,
    -5.069034095935236e-15,       6.748072215733873e-16,         -1.0011513723467786e-16,
    1.6305919233744186e-17,       -2.880866169482871e-18};
constexpr Wide kQ0[] = {
    -0.1244468368426960727967L,    0.0005470815954089319679516L, -0.000005931598728848517811634L,
    1.437796579837519342757e-7L,   -5.817532749493055983529e-9L, 3.376097523734990755055e-10L,
    -2.565397936797307795693e-11L, 2.404916100281365048963e-12L, -2.6690625482579414e-13,
    3.4041800321963686e-14,        -4.87994410531204e-15,        7.729703176242605e-16,
    -1.3348852171502517e-16,       2.4865952389390515e-17,       -4.952892629886516e-18,
    1.0473158973776097e-18,        -2.336930172211422e-19};
constexpr Wide kP1[] = {
    1.000903040860013699896L,      0.0008989898330859408555703L, -0.000003987284300488908522835L,
    6.177633960644298534916e-8L,   -1.871890749106306608663e-9L, 8.816898659582338898458e-11L,
    -5.704863640395644701855e-12L, 4.699195515230542375205e-13L, -4.6842237839904895e-14,
    5.452674896044717e-15,         -7.221180842274018e-16,       1.0667689114335412e-16,
    -1.7312313216116335e-17,       3.0492991197665872e-18};
constexpr Wide kQ1[] = {
    0.3742222965562826019251L,    -0.00077021788393256634594L,   0.000007310892206364363299558L,
    -1.676782510726673796844e-7L, 6.583354662120443303163e-9L,   -3.749090950541556184374e-10L,
    2.812175035974886468059e-11L, -2.611452539462319940807e-12L, 2.8774212663332235e-13,
    -3.649001916061838e-14,       5.206626366226707e-15,         -8.215318025458595e-16,
    1.4141084390211833e-16,       -2.626761589838529e-17,        5.2192649196714085e-18,
    -1.1012617187879591e-18};

/// J and Y of one order beyond 8 are amplitude * (P cos - Q sin) and amplitude * (P sin + Q cos) of
/// the phase x - order pi/2 - pi/4, whose sine and cosine come from those of x.
struct Wave {
  Wide p, q, cosine, sine, amplitude;
  double first_kind() const { return static_cast<double>(amplitude * (p * cosine - q * sine)); }
  double second_kind() const { return static_cast<double>(amplitude * (p * sine + q * cosine)); }
};

template <int order>
Wave wave(double x) {
  const Wide w = 8 / static_cast<Wide>(x), t = 2 * w * w - 1;
  const Wide s = std::sin(x), c = std::cos(x);
  // 1 / sqrt(pi x) is sqrt(2 / (pi x)) times the 1 / sqrt(2) of the shifted phase.
  const Wide amplitude = std::numbers::inv_sqrtpi_v<Wide> / std::sqrt(static_cast<Wide>(x));
  if constexpr (order == 0) {
    return {chebyshev_sum<kP0>(t), chebyshev_sum<kQ0>(t) / x, c + s, s - c, amplitude};
  } else {
    return {chebyshev_sum<kP1>(t), chebyshev_sum<kQ1>(t) / x, s - c, -(s + c), amplitude};
  }
}

constexpr Wide kTwoOverPi = 2 * std::numbers::inv_pi_v<Wide>;

/// The variable of the expansions on [0, 8].
Wide near_variable(double x) { return static_cast<Wide>(x) * x / 32 - 1; }

}  // namespace

double bessel_j0(double x) {
  x = std::fabs(x);
  return x <= 8 ? static_cast<double>(chebyshev_sum<kJ0Near>(near_variable(x)))
                : wave<0>(x).first_kind();
}

double bessel_j1(double x) {
  const double m = std::fabs(x);
  if (m <= 8) return static_cast<double>(x * chebyshev_sum<kJ1Near>(near_variable(x)));
  return std::copysign(1.0, x) * wave<1>(m).first_kind();
}

double bessel_y0(double x) {
  if (x < 0) return kNan;
  if (x == 0) return -kInf;
  if (x <= 8) {
    const Wide t = near_variable(x);
    return static_cast<double>(kTwoOverPi * std::log(static_cast<Wide>(x)) *
                                   chebyshev_sum<kJ0Near>(t) +
                               chebyshev_sum<kY0Near>(t));
  }
  return wave<0>(x).second_kind();
}

double bessel_y1(double x) {
  if (x < 0) return kNan;
  if (x == 0) return -kInf;
  if (x <= 8) {
    const Wide t = near_variable(x), wide = x;
    const Wide j1 = wide * chebyshev_sum<kJ1Near>(t);
    return static_cast<double>(kTwoOverPi * (std::log(wide) * j1 - 1 / wide) +
                               wide * chebyshev_sum<kY1Near>(t));
  }
  return wave<1>(x).second_kind();
}

double spherical_bessel_j0(double x) {
  if (std::isinf(x)) return 0;
  if (x == 0) return 1;
  return std::sin(x) / x;
}

namespace {

// With zeta = 2/3 |x|^(3/2): 2 sqrt(pi) x^(1/4) exp(zeta) Ai(x) for x >= 2 in zeta(2) / zeta
// (DLMF 9.7.5); exp(1.2 x) Ai(x) on [0, 2]; Ai(x) on [-5, 0]; the factors P and zeta Q of
// DLMF 9.7.9 below -5 in (zeta(5) / zeta)^2.
constexpr Wide kAiFar[] = {
    0.9844053049171551959835L,      -0.0147927848501041986668L,     0.0007327177465426714335886L,
    -0.00006125954234178249931639L, 0.000006834766975572690290273L, -9.237229735403981551922e-7L,
    1.4362253404380518953e-7L,      -2.489319422322095980368e-8L,   4.709793440054328e-09,
    -9.583863708112733e-10,         2.0745855483677591e-10,         -4.737267332192277e-11,
    1.1336099808224236e-11,         -2.827706782319351e-12,         7.320712095125598e-13,
    -1.9599793911089723e-13,        5.4101162570683925e-14,         -1.5356466802223836e-14,
    4.472340393300025e-15,          -1.3338094674756681e-15,        4.066582046456231e-16,
    -1.2655832256452888e-16,        4.0151263340158697e-17,         -1.2969972135960922e-17,
    4.261349907412386e-18,          -1.4226768422934941e-18};
constexpr Wide kAiPositive[] = {0.4087541594914736716145L,
                                0.01399634353434220754206L,
                                -0.03958306535653287636703L,
                                0.001029181586072405763612L,
                                0.0008398333740666435383207L,
                                -0.00005313799506019737937585L,
                                -0.000009529258763597712253238L,
                                0.00000102173826317133410122L,
                                5.346767089505382e-08,
                                -1.108432236849727e-08,
                                2.713717874461615e-11,
                                7.524973586956909e-11,
                                -3.0276724355674992e-12,
                                -3.116340506075899e-13,
                                2.6972324018396907e-14,
                                5.162960716418869e-16,
                                -1.36499445508599e-16,
                                2.5783068457134914e-18,
                                4.327896468666614e-19};
constexpr Wide kAiNegative[] = {
    0.2178050140054987711614L,   0.1524391968261040499909L,   0.2441304872390390844812L,
    -0.2572379793755552411585L,  -0.1040568978616405521113L,  0.1258789994498457179339L,
    -0.01073084733220942328241L, -0.01977089104472400190686L, 0.006501814365774597,
    0.0007291639947388939,       -0.0007904009988707628,      0.00010807305451804548,
    3.4929680917219585e-05,      -1.3631889435344286e-05,     5.550644712274884e-07,
    5.960077778021826e-07,       -1.282333427112974e-07,      -3.89217252588784e-09,
    5.604665504886613e-09,       -7.325023228050804e-10,      -7.584948080022729e-11,
    3.38146239476339e-11,        -2.6271661958850626e-12,     -5.532266987341432e-13,
    1.420039294312333e-13,       -5.439423676954658e-15,      -2.531215287774012e-15,
    4.3663099026744113e-16,      -2.0279016787339435e-18,     -8.263802231245331e-18,
    1.0155348747169952e-18};
constexpr Wide kAiP[] = {
    0.9996723415461005429925L,    -0.0003255483561055322150107L, 0.000002069745155969119144813L,
    -3.890961736474424295891e-8L, 1.364595944695033605116e-9L,   -7.265563438866681689177e-11L,
    5.234675629062906893051e-12L, -4.749669415821451969891e-13L, 5.172156139604189e-14,
    -6.533725295545284e-15,       9.33927407277721e-16,          -1.4823330512580455e-16,
    2.5745988399644002e-17,       -4.8369440585693956e-18,       9.737932701404107e-19};
constexpr Wide kAiQ[] = {
    0.06911528040160502464796L,   -0.000325106036458669499051L, 0.000003945977743866322519502L,
    -1.06892909051434089935e-7L,  4.800334718951616509246e-9L,  -3.069106716999763791072e-10L,
    2.551759436901392734118e-11L, -2.60160673175243391622e-12L, 3.123666855119186e-13,
    -4.2903251712839485e-14,      6.596710595977435e-15,        -1.116833216041688e-15,
    2.0551350158850327e-16,       -4.0680056098438254e-17,      8.589182631392619e-18,
    -1.921018818902054e-18,       4.524779482719086e-19,        -1.1169054520769076e-19};

// zeta in two parts, as its error is that of the exponential's argument and of the phase: x^(3/2)
// with the square root's remainder, by Veltkamp's split and Dekker's product (Dekker 1971).
struct Zeta {
  double high, low;
};
Zeta product(double a, double b) {
  const auto split = [](double v) {
    const double shifted = v * 0x1.0000002p27, high = shifted - (shifted - v);
    return Zeta{high, v - high};
  };
  const Zeta x = split(a), y = split(b);
  const double p = a * b;
  return {p, ((x.high * y.high - p) + x.high * y.low + x.low * y.high) + x.low * y.low};
}
Zeta airy_zeta(double x) {
  constexpr double kThird = 0x1.5555555555555p-1, kThirdRest = 0x1.5555555555555p-55;
  const double root = std::sqrt(x);
  const Zeta square = product(root, root);
  const double root_rest = ((x - square.high) - square.low) / (2 * root);
  const Zeta power = product(x, root);
  const double rest = power.low + x * root_rest;
  const Zeta z = product(power.high, kThird);
  const double low = z.low + (power.high * kThirdRest + rest * kThird);
  const double high = z.high + low;
  return {high, low - (high - z.high)};
}

constexpr Wide kZetaAt2 = 1.885618083164126731735L;  // 2/3 2^(3/2)
constexpr Wide kZetaAt5 = 7.453559924999298988041L;  // 2/3 5^(3/2)
// Beyond, the products above overflow; Ai is 0 to the right long before, and no digit of the phase
// is known to the left.
constexpr double kAiryEnd = 1e150;

}  // namespace

double airy_ai(double x) {
  if (std::isnan(x) || std::isinf(x)) return kNan;
  if (x >= 2) {
    if (x > kAiryEnd) return 0;
    const Zeta z = airy_zeta(x);
    const Wide scale =
        std::numbers::inv_sqrtpi_v<Wide> / (2 * std::sqrt(std::sqrt(static_cast<Wide>(x))));
    const Wide decay = std::exp(-static_cast<Wide>(z.high) - z.low);
    return static_cast<double>(scale * chebyshev_sum<kAiFar>(2 * (kZetaAt2 / z.high) - 1) * decay);
  }
  if (x >= 0) {
    return static_cast<double>(std::exp(-1.2L * x) *
                               chebyshev_sum<kAiPositive>(static_cast<Wide>(x) - 1));
  }
  if (x >= -5) return static_cast<double>(chebyshev_sum<kAiNegative>(x / 2.5L + 1));
  if (x < -kAiryEnd) return kNan;
  const Zeta z = airy_zeta(-x);
  const Wide w = kZetaAt5 / z.high, t = 2 * w * w - 1;
  const Wide s = std::sin(z.high), c = std::cos(z.high);
  const Wide sine = s + c * z.low, cosine = c - s * z.low;
  const Wide p = chebyshev_sum<kAiP>(t), q = chebyshev_sum<kAiQ>(t) / z.high;
  // The phase is zeta - pi/4.
  const Wide scale = std::numbers::inv_sqrtpi_v<Wide> * std::numbers::sqrt2_v<Wide> / 2 /
                     std::sqrt(std::sqrt(static_cast<Wide>(-x)));
  return static_cast<double>(scale * ((cosine + sine) * p + (sine - cosine) * q));
}

}  // namespace chainrule::special
